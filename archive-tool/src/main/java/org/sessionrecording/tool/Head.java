package org.sessionrecording.tool;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.Timestamps;

/**
 * What stands before the snapshots.
 *
 * @param start of the recording, corrected
 * @param end of the recording, corrected
 * @param facts the JSON object as it was written
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Head(int part, RecordingName name, String sessionId, Instant start, Instant end, byte[] facts) {

    /** Collects the members in whatever order they come. */
    static final class Draft {
        private long part;
        private @Nullable String distinctId;
        private @Nullable String sessionId;
        private @Nullable String timestamp;
        private @Nullable Instant start;
        private @Nullable Instant end;
        private byte @Nullable [] facts;

        void part(long value) {
            part = value;
        }

        void distinctId(String value) {
            distinctId = value;
        }

        void sessionId(String value) {
            sessionId = value;
        }

        void timestamp(String value) {
            timestamp = value;
        }

        void start(Instant value) {
            start = value;
        }

        void end(Instant value) {
            end = value;
        }

        void facts(byte[] json) {
            facts = json;
        }

        Head finish() throws BadObjectException {
            try {
                return new Head(
                        number(),
                        new RecordingName(
                                new DistinctId(required(distinctId, "distinct_id")),
                                Timestamps.parseBasic(required(timestamp, "timestamp"))),
                        required(sessionId, "session_id"),
                        required(start, "start"),
                        required(end, "end"),
                        required(facts, "facts"));
            } catch (IllegalArgumentException e) {
                throw new BadObjectException("its head is wrong: " + e.getMessage(), e);
            }
        }

        private int number() throws BadObjectException {
            if (part < 1 || part > Integer.MAX_VALUE) {
                throw new BadObjectException("its head has no part, a number from 1 on");
            }
            return (int) part;
        }

        private static <T> T required(@Nullable T value, String name) throws BadObjectException {
            return Optional.ofNullable(value).orElseThrow(() -> new BadObjectException("its head has no " + name));
        }
    }
}
