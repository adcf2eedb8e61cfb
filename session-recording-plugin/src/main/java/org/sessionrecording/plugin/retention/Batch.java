package org.sessionrecording.plugin.retention;

import java.util.List;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Removal;

/**
 * Some due recordings, read and planned, nothing written yet.
 *
 * @param jobs what has to be archived before it may go
 * @param leftovers what an earlier run linked but did not come to remove
 * @param failures recordings that could not be read
 */
record Batch(List<Job> jobs, List<Leftover> leftovers, List<Failure> failures) {
    Batch {
        jobs = List.copyOf(jobs);
        leftovers = List.copyOf(leftovers);
        failures = List.copyOf(failures);
    }

    int size() {
        return jobs.size() + leftovers.size() + failures.size();
    }

    /** A removal, and the stored bytes it frees. */
    record Leftover(Removal removal, long bytes) {}

    /** Why a recording stays. */
    record Failure(RecordingKey recording, Cause cause, String reason) {}
}
