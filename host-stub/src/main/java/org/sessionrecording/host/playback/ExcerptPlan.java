package org.sessionrecording.host.playback;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;

/** What an excerpt consists of: chunks in order, none of which may be empty. Immutable. */
record ExcerptPlan(List<ExcerptChunk> chunks, Map<ChunkId, ExcerptChunk> byId) {
    static ExcerptPlan of(List<ExcerptChunk> chunks) {
        return new ExcerptPlan(
                List.copyOf(chunks),
                chunks.stream()
                        .collect(Collectors.toUnmodifiableMap(
                                each -> each.stored().id(), Function.identity())));
    }

    List<ChunkInfo> shown() {
        return chunks.stream().map(ExcerptChunk::shown).toList();
    }

    /** The first instant that is shown; empty where nothing is. */
    Optional<Instant> start() {
        return shown().stream().map(ChunkInfo::start).min(Comparator.naturalOrder());
    }

    /** The last instant that is shown. */
    Optional<Instant> end() {
        return shown().stream().map(ChunkInfo::end).max(Comparator.naturalOrder());
    }

    long snapshots() {
        return shown().stream().mapToLong(ChunkInfo::count).sum();
    }
}
