/**
 * The door of the plugin SPI: what a plugin is handed ({@link org.sessionrecording.api.PluginHost}) and what it extends
 * ({@link org.sessionrecording.api.HostedPlugin}). Rule of the whole contract: JDK, PF4J and JSpecify types only in any
 * signature, all values immutable, all times {@link java.time.Instant}, all sizes in bytes as {@code long}.
 */
@NullMarked
package org.sessionrecording.api;

import org.jspecify.annotations.NullMarked;
