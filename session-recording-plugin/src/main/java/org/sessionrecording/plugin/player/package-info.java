/**
 * What people and their browsers get: the player on a recording's page, the replay page on the origin for hostile
 * content, and the recorders that clients load. The browser's side of it is TypeScript, in {@code web}; nothing here
 * knows what is in a recording.
 */
@NullMarked
package org.sessionrecording.plugin.player;

import org.jspecify.annotations.NullMarked;
