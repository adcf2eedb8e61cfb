package org.sessionrecording.plugin.retention;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.plugin.archive.Stored;
import org.sessionrecording.plugin.retention.Batch.Leftover;

/** Commits what was verified: links first, removal after, and nothing else. For the run's thread. */
final class Commits {
    private final Recordings recordings;
    private final ArchiveLinks links;
    private final Lease lease;
    private final Tally tally;

    Commits(Recordings recordings, ArchiveLinks links, Lease lease, Tally tally) {
        this.recordings = recordings;
        this.links = links;
        this.lease = lease;
        this.tally = tally;
    }

    /**
     * Links verified parts; reports and sets aside what failed.
     *
     * @return what may be removed now
     */
    List<Leftover> link(List<Uploads.Result> results) {
        Map<RecordingKey, Job> jobs = new HashMap<>();
        List<ArchivePart> parts = new ArrayList<>();
        for (Uploads.Result result : results) {
            if (result.stored() instanceof Stored.Verified verified) {
                parts.add(verified.part());
                jobs.put(verified.part().recording(), result.job());
            } else {
                fail(result);
            }
        }
        if (parts.isEmpty()) {
            return List.of();
        }
        Set<RecordingKey> linked = new HashSet<>(links.link(parts, lease));
        List<Leftover> removable = new ArrayList<>();
        for (ArchivePart part : parts) {
            if (linked.contains(part.recording())) { // else it was erased meanwhile
                tally.archived(part.bytes());
                removable.add(new Leftover(
                        new Removal(part.recording(), part.lastChunk()),
                        jobs.get(part.recording()).chunkBytes()));
            }
        }
        return removable;
    }

    void remove(List<Leftover> removable) {
        if (removable.isEmpty()) {
            return;
        }
        Set<RecordingKey> removed = new HashSet<>(recordings.removeArchived(
                removable.stream().map(Leftover::removal).toList(), lease));
        for (Leftover leftover : removable) {
            if (removed.contains(leftover.removal().recording())) { // else it was pinned or erased meanwhile
                tally.removed(leftover.bytes());
            }
        }
    }

    private void fail(Uploads.Result result) {
        RecordingKey recording = result.job().intent().recording();
        if (result.stored() instanceof Stored.Foreign foreign) {
            recordings.quarantine(recording, foreign.reason());
            links.withdraw(recording, result.job().intent().part(), lease);
            tally.failed(recording, foreign.reason());
        } else if (result.stored() instanceof Stored.Damaged damaged) {
            tally.failed(recording, damaged.reason());
        } else {
            fail(recording, Objects.requireNonNull(result.failure()));
        }
    }

    /** The intent stays open, for the next run to settle. */
    private void fail(RecordingKey recording, ApiException failure) {
        if (failure instanceof CorruptChunkException corrupt) {
            recordings.quarantine(recording, corrupt.getMessage());
        }
        tally.failed(recording, String.valueOf(failure.getMessage()));
    }
}
