package org.sessionrecording.plugin.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sessionrecording.api.project.RunHistory;

/** Runs of one operation in memory, which is woken every day at 03:15 UTC. */
public final class MemoryRuns implements RunHistory {
    private static final Duration WAKE = Duration.ofMinutes(3 * 60 + 15);

    private final List<PastRun> runs = new ArrayList<>();

    public synchronized void add(State state, Instant started, Map<String, Long> figures) {
        String id = "past-" + runs.size();
        runs.add(
                0,
                new PastRun(id, state, Optional.of(started), started, Optional.of(started), false, false, "", figures));
    }

    @Override
    public synchronized List<PastRun> recent(String operationId, int limit) {
        return runs.stream().limit(limit).toList();
    }

    @Override
    public List<Instant> wakes(String operationId, Instant after, int limit) {
        Instant day = after.truncatedTo(java.time.temporal.ChronoUnit.DAYS);
        return Stream.iterate(day.plus(WAKE), wake -> wake.plus(Duration.ofDays(1)))
                .filter(wake -> wake.isAfter(after))
                .limit(limit)
                .toList();
    }
}
