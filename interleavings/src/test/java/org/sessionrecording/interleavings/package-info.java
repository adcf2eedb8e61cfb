/** Some of the random steps, as often as a test may take. */
@NullMarked
package org.sessionrecording.interleavings;

import org.jspecify.annotations.NullMarked;
