package org.sessionrecording.host.settings;

import java.time.Instant;

/**
 * A change that leads to something later.
 *
 * @param message what, for people
 * @param task whose next run does it, {@code {plugin id}.{operation id}}
 */
public record PendingChange(String plugin, Instant changedAt, String actor, String message, String task) {}
