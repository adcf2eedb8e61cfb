package org.sessionrecording.host.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.operation.Operation;

/**
 * What can be run in a project, for people.
 *
 * @param id {@code {plugin id}.{operation id}}
 * @param cron in the project's zone; empty: not scheduled
 * @param next the next times it is woken, at most three
 */
public record Task(
        String id,
        String title,
        String description,
        List<Operation.Parameter> parameters,
        boolean supportsDryRun,
        Optional<String> cron,
        List<Instant> next,
        Optional<Run> lastRun) {}
