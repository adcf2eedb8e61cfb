package org.sessionrecording.host.wire;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sessionrecording.api.recording.DistinctId;

/**
 * One recording out of a file, as snapshot events of one session. Whoever asked for it closes it, which removes what was read.
 * For one thread.
 */
public final class RecordingFile implements AutoCloseable {
    private final FileFormat format;
    private final DecodedRequest request;
    private final DistinctId distinctId;
    private final Set<DistinctId> others;
    private final String sessionId;
    private final List<List<UUID>> eventIds;
    private final Instant arrived;

    RecordingFile(
            FileFormat format,
            DecodedRequest request,
            DistinctId distinctId,
            Set<DistinctId> others,
            String sessionId,
            List<List<UUID>> eventIds,
            Instant arrived) {
        this.format = format;
        this.request = request;
        this.distinctId = distinctId;
        this.others = Set.copyOf(others);
        this.sessionId = sessionId;
        this.eventIds = List.copyOf(eventIds);
        this.arrived = arrived;
    }

    public FileFormat format() {
        return format;
    }

    /**
     * Its snapshots by window, or by chunk, in the order of the file; each with the distinct and session id of the recording,
     * and a key that is the same in the same file.
     */
    public List<WireEvent> events() {
        return request.events();
    }

    /** Keys of the events that the snapshots of an event once came from, as far as the file says so. */
    public List<UUID> eventIds(WireEvent event) {
        return event.index() < eventIds.size() ? eventIds.get(event.index()) : List.of();
    }

    /** Whom it is named after. */
    public DistinctId distinctId() {
        return distinctId;
    }

    /** Who it is of beside that. */
    public Set<DistinctId> others() {
        return others;
    }

    public String sessionId() {
        return sessionId;
    }

    /** When it came here. */
    public Instant arrived() {
        return arrived;
    }

    /** Snapshots in the file, readable or not. */
    public long snapshotCount() {
        return events().stream().mapToLong(WireEvent::snapshotCount).sum();
    }

    /** Size of the JSON in the file. */
    public long rawBytes() {
        return request.rawBytes();
    }

    /** Snapshots that cannot be read, as far as they were asked for. */
    public List<Problem> problems() {
        return request.problems();
    }

    @Override
    public void close() {
        request.close();
    }
}
