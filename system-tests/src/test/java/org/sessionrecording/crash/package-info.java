/** Hosts that are killed, stopped, cut off and changed in the middle of a run, and what is true afterwards. */
@NullMarked
package org.sessionrecording.crash;

import org.jspecify.annotations.NullMarked;
