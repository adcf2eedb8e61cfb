package org.sessionrecording.api.project;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs of this plugin's operations in one project, and when its scheduled tasks are woken. Blocks on the host's database. */
public interface RunHistory {
    /** How a run ended, or that it did not yet. */
    enum State {
        RUNNING,
        /** Stopped by a brake. */
        WAITING,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * The record of a run.
     *
     * @param id public, as {@link org.sessionrecording.api.operation.OperationContext#runId()}
     * @param scheduledAt the instant it was woken for; empty: by hand
     */
    record PastRun(
            String id,
            State state,
            Optional<Instant> scheduledAt,
            Instant startedAt,
            Optional<Instant> endedAt,
            boolean dryRun,
            boolean confirmed,
            String message,
            Map<String, Long> figures) {
        public PastRun {
            figures = Map.copyOf(figures);
        }
    }

    /** The newest runs of an operation, newest first, those under way included. */
    List<PastRun> recent(String operationId, int limit);

    /**
     * The instants after {@code after} for which a scheduled task is woken by its present schedule, in order; none where it
     * has no schedule.
     */
    List<Instant> wakes(String operationId, Instant after, int limit);
}
