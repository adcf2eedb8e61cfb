/**
 * The plugin's composition root, and its extensions: thin classes that hand the plugin's long-lived objects to the rooms.
 * Rule: rooms do not know this package.
 */
@NullMarked
package org.sessionrecording.plugin;

import org.jspecify.annotations.NullMarked;
