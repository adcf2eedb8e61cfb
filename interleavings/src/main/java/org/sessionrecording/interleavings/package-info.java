/**
 * Recordings, and everything that can happen to them, in random order: the host's own stores and the plugin's own runs, over a
 * real PostgreSQL and a real S3 server behind a proxy that fails as told. Rule: what must hold is said by a model that knows
 * only what was sent, and is asked from outside.
 */
@NullMarked
package org.sessionrecording.interleavings;

import org.jspecify.annotations.NullMarked;
