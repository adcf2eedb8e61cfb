package org.sessionrecording.host.store;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;

/**
 * A project as the catalog has it.
 *
 * @param token public; clients send it with what they capture
 * @param zone in which cron expressions are read
 * @param retention how long recordings are kept, announced by whoever removes them; empty: for ever
 */
public record ProjectRow(ProjectId id, String name, String token, ZoneId zone, Optional<Duration> retention) {}
