/**
 * From a request's body to plain rrweb snapshots: decoding, limits, structure, normalising. Pure: no store, no HTTP.
 */
@NullMarked
package org.sessionrecording.host.wire;

import org.jspecify.annotations.NullMarked;
