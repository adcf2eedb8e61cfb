/**
 * Looks after what was archived: links against objects in both directions, hashes, what is lost or in the way, and bringing
 * everything back from the bucket alone. Rule: nothing here is believed because it was written once, and nothing is deleted
 * that is not held whole elsewhere.
 */
@NullMarked
package org.sessionrecording.plugin.custody;

import org.jspecify.annotations.NullMarked;
