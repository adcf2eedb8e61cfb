/**
 * PF4J: finding, installing, starting, containing and stopping plugins, and the services handed to them.
 */
@NullMarked
package org.sessionrecording.host.plugins;

import org.jspecify.annotations.NullMarked;
