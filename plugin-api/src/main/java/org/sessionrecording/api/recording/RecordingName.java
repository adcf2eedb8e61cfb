package org.sessionrecording.api.recording;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A recording's public name, which never changes: the distinct id of its first stored chunk and the corrected instant of
 * its first snapshot as first stored, in whole milliseconds.
 */
public record RecordingName(DistinctId distinctId, Instant timestamp) {
    public RecordingName {
        if (!timestamp.equals(timestamp.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("Cannot name a recording by " + timestamp + ": whole milliseconds only");
        }
    }

    /** {@code {escaped distinct id}/{basic timestamp}}, as in links, object keys and messages. */
    public String path() {
        return distinctId.escaped() + "/" + Timestamps.basic(timestamp);
    }

    /** The persistent link's path: {@code /sessions/{distinct_id}/{timestamp}/recording}. */
    public String link() {
        return "/sessions/" + path() + "/recording";
    }

    @Override
    public String toString() {
        return path();
    }
}
