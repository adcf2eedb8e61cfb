package org.sessionrecording.host.ingest;

import java.time.Instant;
import java.util.List;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingName;

/** What becomes of a recording's file. */
public sealed interface FileOutcome {
    /** It is to be stored: a dry run ends so. */
    record Ready(List<Planned> recordings) implements FileOutcome {
        public Ready {
            recordings = List.copyOf(recordings);
        }
    }

    /** It is stored, durably. */
    record Stored(List<Recording> recordings) implements FileOutcome {
        public Stored {
            recordings = List.copyOf(recordings);
        }
    }

    /** All of it was stored before; nothing changed. */
    record AlreadyThere(List<Recording> recordings) implements FileOutcome {
        public AlreadyThere {
            recordings = List.copyOf(recordings);
        }
    }

    /** Its session has recordings here that it does not equal: nothing is mixed, and nothing changed. */
    record Occupied(List<Recording> recordings) implements FileOutcome {
        public Occupied {
            recordings = List.copyOf(recordings);
        }
    }

    /** It was erased here, or somebody it is of, and must not come back. */
    record Erased(Instant at) implements FileOutcome {}

    /**
     * A recording as it would be stored; its name may be taken until then.
     *
     * @param revives whether it was here, and expired
     */
    record Planned(
            RecordingName name,
            Instant start,
            Instant end,
            long snapshots,
            long storedBytes,
            long rawBytes,
            boolean revives) {}
}
