/**
 * One clock for an installation: the database's.
 */
@NullMarked
package org.sessionrecording.host.time;

import org.jspecify.annotations.NullMarked;
