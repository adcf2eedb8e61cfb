/**
 * Bringing archived recordings back into the database for a while. Rule: nothing in the archive changes, and at any instant a
 * recording plays, from wherever its chunks are.
 */
@NullMarked
package org.sessionrecording.plugin.restore;

import org.jspecify.annotations.NullMarked;
