package org.sessionrecording.host.fileimport;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.ingest.FileOutcome;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.wire.Problem;
import org.sessionrecording.host.wire.RecordingFile;

/** What is told of a file and what became of it. */
final class ImportAnswer {
    /** More would be of no help to anyone. */
    private static final int EXPLAINED = 20;

    private final RecordingFile file;
    private final ImportTerms terms;

    ImportAnswer(RecordingFile file, ImportTerms terms) {
        this.file = file;
        this.terms = terms;
    }

    /** @throws Rejection 409 where it is not to be imported here */
    Map<String, @Nullable Object> of(FileOutcome outcome) {
        if (outcome instanceof FileOutcome.Ready ready) {
            return json("ready", ready.recordings().stream().map(this::planned).toList());
        } else if (outcome instanceof FileOutcome.Stored stored) {
            return json(
                    "imported", stored.recordings().stream().map(this::stored).toList());
        } else if (outcome instanceof FileOutcome.AlreadyThere there) {
            return json(
                    "already_there",
                    there.recordings().stream().map(this::stored).toList());
        } else if (outcome instanceof FileOutcome.Occupied occupied) {
            throw occupied(occupied.recordings());
        } else if (outcome instanceof FileOutcome.Erased erased) {
            throw erased(erased.at());
        }
        throw new IllegalStateException("Cannot tell what became of a file: " + outcome.getClass());
    }

    private Map<String, @Nullable Object> json(String outcome, List<Map<String, @Nullable Object>> recordings) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("outcome", outcome);
        json.putAll(ofFile());
        json.put("recordings", recordings);
        List<Problem> problems = file.problems();
        json.put("skipped", problems.size());
        json.put(
                "problems",
                problems.stream()
                        .limit(EXPLAINED)
                        .map(each -> Map.of("path", each.path(), "reason", each.reason()))
                        .toList());
        json.put("keep_days", terms.keepDays());
        json.put("retention_days", terms.retention().map(Duration::toDays).orElse(null));
        return json;
    }

    private Map<String, Object> ofFile() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", file.format().id());
        json.put("format_title", file.format().title());
        json.put("distinct_id", file.distinctId().value());
        json.put("session_id", file.sessionId());
        json.put("snapshot_count", file.snapshotCount());
        json.put(
                "windows",
                file.events().stream()
                        .filter(event -> event.firstTimestamp().isPresent())
                        .map(event -> event.windowId().orElse(""))
                        .distinct()
                        .count());
        json.put("json_bytes", file.rawBytes());
        return json;
    }

    private Map<String, @Nullable Object> planned(FileOutcome.Planned planned) {
        Map<String, @Nullable Object> json = times(planned.name(), planned.start(), planned.end());
        json.put("snapshot_count", planned.snapshots());
        json.put("bytes", planned.storedBytes());
        json.put("raw_bytes", planned.rawBytes());
        json.put("had_expired", planned.revives());
        Instant kept = terms.keptUntil(planned.end());
        json.put("pinned", kept != null);
        json.put("kept_until", text(Optional.ofNullable(kept)));
        expiry(json, planned.end(), Optional.ofNullable(kept));
        return json;
    }

    private Map<String, @Nullable Object> stored(Recording recording) {
        Map<String, @Nullable Object> json = times(recording.name(), recording.start(), recording.end());
        json.put("snapshot_count", recording.snapshotCount());
        json.put("bytes", recording.storedBytes());
        json.put("raw_bytes", recording.rawBytes());
        json.put("pinned", recording.pinned());
        json.put("kept_until", text(recording.keptUntil()));
        boolean leaves = recording.state() == Recording.State.LIVE
                && !(recording.pinned() && recording.keptUntil().isEmpty());
        if (leaves) {
            expiry(json, recording.end(), recording.keptUntil());
        }
        return json;
    }

    private static Map<String, @Nullable Object> times(RecordingName name, Instant start, Instant end) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("path", name.link());
        json.put("timestamp", Timestamps.basic(name.timestamp()));
        json.put("start", Timestamps.rfc3339(start));
        json.put("end", Timestamps.rfc3339(end));
        json.put("duration_ms", Duration.between(start, end).toMillis());
        return json;
    }

    /** When retention may take it, and when it might if it was not kept for longer. */
    private void expiry(Map<String, @Nullable Object> json, Instant end, Optional<Instant> kept) {
        Optional<Instant> due = terms.due(end);
        json.put("due_at", text(due));
        json.put("due_at_once", due.filter(at -> !at.isAfter(terms.arrived())).isPresent());
        json.put("expires_at", text(due.map(at -> kept.filter(at::isBefore).orElse(at))));
    }

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Timestamps::rfc3339).orElse(null);
    }

    private Rejection occupied(List<Recording> recordings) {
        List<String> paths = recordings.stream().map(each -> each.name().link()).toList();
        Map<String, Object> members = new LinkedHashMap<>(ofFile());
        members.put("code", "session_is_there");
        members.put("paths", paths);
        return new Rejection(
                409,
                "Cannot import the file: its session is here already, as " + paths.get(0)
                        + ", with other snapshots, and recordings are not mixed (watch that one, or import the file into"
                        + " another project)",
                members,
                Map.of());
    }

    private Rejection erased(Instant at) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("code", "erased");
        members.put("erased_at", Timestamps.rfc3339(at));
        return new Rejection(
                409,
                "Cannot import the file: what it holds was erased here on " + Timestamps.rfc3339(at)
                        + ", for good (what is erased in a project never comes back to it)",
                members,
                Map.of());
    }
}
