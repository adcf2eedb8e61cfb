/**
 * The host's composition root and its main method: whoever reads {@code Host} knows the house.
 */
@NullMarked
package org.sessionrecording.host;

import org.jspecify.annotations.NullMarked;
