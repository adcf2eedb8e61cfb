package org.sessionrecording.host.playback;

import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.format.FactsJson;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Timestamps;

/** Recordings and chunks as the API shows them. */
final class RecordingJson {
    private static final int MOST_LATE_CHUNKS = 10_000;

    private final RecordingStores stores;
    private final Optional<Duration> retention;

    /** @param retention how long recordings of the project are kept; empty: for ever */
    RecordingJson(RecordingStores stores, Optional<Duration> retention) {
        this.stores = stores;
        this.retention = retention;
    }

    /** With one question about parts for all of them. */
    List<Map<String, @Nullable Object>> of(List<Recording> recordings) {
        List<RecordingKey> archived = recordings.stream()
                .filter(recording -> recording.parts() > 0)
                .map(Recording::key)
                .toList();
        Map<RecordingKey, List<ArchivePart>> parts =
                stores.links().parts(archived).stream().collect(Collectors.groupingBy(ArchivePart::recording));
        return recordings.stream()
                .map(recording -> of(recording, parts.getOrDefault(recording.key(), List.of())))
                .toList();
    }

    Map<String, @Nullable Object> of(Recording recording) {
        return of(List.of(recording)).get(0);
    }

    private Map<String, @Nullable Object> of(Recording recording, List<ArchivePart> parts) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("distinct_id", recording.name().distinctId().value());
        json.put("path", recording.name().link());
        json.put("timestamp", Timestamps.basic(recording.name().timestamp()));
        json.put("session_id", recording.sessionId());
        json.put("start", Timestamps.rfc3339(recording.start()));
        json.put("end", Timestamps.rfc3339(recording.end()));
        json.put(
                "duration_ms",
                Duration.between(recording.start(), recording.end()).toMillis());
        json.put("snapshot_count", recording.snapshotCount());
        json.put("bytes", recording.storedBytes());
        json.put("raw_bytes", recording.rawBytes());
        json.put("state", recording.state().name().toLowerCase(Locale.ROOT));
        json.put("late_chunks", lateChunks(recording));
        json.put("pinned", recording.pinned());
        json.put("kept_until", text(recording.keptUntil()));
        json.put("restored_until", text(recording.restoredUntil()));
        json.put("expires_at", text(expiry(recording, retention)));
        json.put("facts", new RawValue(FactsJson.write(recording.facts())));
        json.put("facts_cut", recording.factsCut());
        json.put("archive", archive(recording, parts));
        return json;
    }

    /** When retention may take it: after the project's days, unless it is pinned or taken already. */
    static Optional<Instant> expiry(Recording recording, Optional<Duration> retention) {
        boolean pinnedForEver = recording.pinned() && recording.keptUntil().isEmpty();
        if (pinnedForEver
                || recording.state() == Recording.State.ARCHIVED
                || recording.state() == Recording.State.EXPIRED) {
            return Optional.empty();
        }
        return retention
                .map(recording.end()::plus)
                .map(at -> recording.keptUntil().filter(at::isBefore).orElse(at))
                .map(at -> recording.restoredUntil().filter(at::isBefore).orElse(at));
    }

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Timestamps::rfc3339).orElse(null);
    }

    private int lateChunks(Recording recording) {
        boolean none = recording.parts() == 0 || recording.lastChunk().equals(recording.archivedThrough());
        return none
                ? 0
                : stores.recordings()
                        .chunkInfos(recording.key(), recording.archivedThrough(), MOST_LATE_CHUNKS)
                        .size();
    }

    private static @Nullable Map<String, Object> archive(Recording recording, List<ArchivePart> parts) {
        return recording.parts() == 0
                ? null
                : Map.of("parts", parts.stream().map(RecordingJson::part).toList());
    }

    private static Map<String, Object> part(ArchivePart part) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("url", part.url());
        json.put("bytes", part.bytes());
        json.put("sha256", part.sha256());
        json.put("archived_at", Timestamps.rfc3339(part.archivedAt()));
        return json;
    }
}
