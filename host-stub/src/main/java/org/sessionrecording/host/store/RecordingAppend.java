package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sessionrecording.api.recording.DistinctId;

/**
 * What one recording receives.
 *
 * @param others distinct ids of these chunks beside the one that names the recording
 * @param facts found in these chunks, by {@code plugin/enricher}
 * @param chunks in order, at least one
 */
public record RecordingAppend(
        AppendTarget target, Set<DistinctId> others, Map<String, EnricherFacts> facts, List<NewChunk> chunks) {
    public RecordingAppend {
        others = Set.copyOf(others);
        facts = Map.copyOf(facts);
        chunks = List.copyOf(chunks);
    }

    public Instant start() {
        return chunks.stream()
                .map(NewChunk::start)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    public Instant end() {
        return chunks.stream().map(NewChunk::end).max(Comparator.naturalOrder()).orElseThrow();
    }

    public int snapshots() {
        return chunks.stream().mapToInt(chunk -> chunk.encoded().count()).sum();
    }

    public long storedBytes() {
        return chunks.stream().mapToLong(chunk -> chunk.encoded().data().length).sum();
    }

    public long rawBytes() {
        return chunks.stream().mapToLong(chunk -> chunk.encoded().length()).sum();
    }
}
