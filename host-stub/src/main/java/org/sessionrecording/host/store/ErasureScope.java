package org.sessionrecording.host.store;

import java.time.Instant;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingKey;

/** What is to be erased for good. */
public sealed interface ErasureScope {
    /** As the catalog calls the kind. */
    String kind();

    /** The other events too: of the person, and of the sessions of erased recordings. */
    boolean withEvents();

    /**
     * All recordings of one person, whether the distinct id names them or the visitor was known by it too. Whom else such a
     * visitor was known as is not followed: many people may share one device.
     */
    record Person(DistinctId id, boolean withEvents) implements ErasureScope {
        @Override
        public String kind() {
            return "person";
        }
    }

    /** One recording. */
    record One(RecordingKey recording, boolean withEvents) implements ErasureScope {
        @Override
        public String kind() {
            return "recording";
        }
    }

    /** All recordings whose timestamp lies at or after {@code from} and before {@code to}. */
    record Between(Instant from, Instant to, boolean withEvents) implements ErasureScope {
        public Between {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException(
                        "Cannot erase from " + from + " to " + to + ": it ends before it begins");
            }
        }

        @Override
        public String kind() {
            return "filter";
        }
    }
}
