/**
 * Projects and the per-project services as plugins see them.
 */
@NullMarked
package org.sessionrecording.host.project;

import org.jspecify.annotations.NullMarked;
