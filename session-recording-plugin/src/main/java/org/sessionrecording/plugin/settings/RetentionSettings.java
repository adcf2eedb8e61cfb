package org.sessionrecording.plugin.settings;

import java.time.Duration;

/**
 * How long recordings stay in the database.
 *
 * @param keepFor whole days of 24 hours
 * @param cron Quartz expression in the project's zone
 */
public record RetentionSettings(boolean enabled, Duration keepFor, String cron) {}
