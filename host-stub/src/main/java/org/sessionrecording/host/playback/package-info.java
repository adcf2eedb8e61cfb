/**
 * A recording as one document or as chunks, wherever its bytes lie: database, archive or both.
 */
@NullMarked
package org.sessionrecording.host.playback;

import org.jspecify.annotations.NullMarked;
