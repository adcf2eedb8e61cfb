/** Requests that unmodified posthog-js clients of three eras sent, to the byte; test input and seed of the demo. */
@NullMarked
package org.sessionrecording.wire;

import org.jspecify.annotations.NullMarked;
