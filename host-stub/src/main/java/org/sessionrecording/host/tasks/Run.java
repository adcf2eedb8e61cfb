package org.sessionrecording.host.tasks;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sessionrecording.api.project.ProjectId;

/**
 * The record of one run of a task.
 *
 * @param id public
 * @param task {@code {plugin id}.{operation id}}
 * @param scheduledAt the instant it was woken for; empty: by hand
 * @param total 0: not known
 */
public record Run(
        String id,
        ProjectId project,
        String task,
        Optional<Instant> scheduledAt,
        String requestedBy,
        boolean dryRun,
        boolean confirmed,
        State state,
        long done,
        long total,
        String message,
        Map<String, Long> figures,
        Instant startedAt,
        Optional<Instant> endedAt) {

    /** How far it is. */
    public enum State {
        RUNNING,
        /** Stopped by a brake; run again with confirmation to go past it. */
        WAITING,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    public Run {
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    }
}
