package org.sessionrecording.plugin.retention;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.plugin.archive.ArchiveWriter;
import org.sessionrecording.plugin.archive.Stored;
import org.sessionrecording.plugin.retention.Batch.Leftover;

/** Commits what was verified, and reports what was not. For the run's thread. */
final class Commits {
    private final Recordings recordings;
    private final ArchiveLinks links;
    private final ArchiveWriter writer;
    private final Lease lease;
    private final Tally tally;

    Commits(Recordings recordings, ArchiveLinks links, ArchiveWriter writer, Lease lease, Tally tally) {
        this.recordings = recordings;
        this.links = links;
        this.writer = writer;
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
        Set<RecordingKey> linked = linked(parts, jobs);
        List<Leftover> removable = new ArrayList<>();
        for (ArchivePart part : parts) {
            Job job = jobs.get(part.recording());
            if (linked.contains(part.recording())) {
                tally.archived(part.bytes());
                removable.add(new Leftover(new Removal(part.recording(), part.lastChunk()), job.chunkBytes()));
            } else {
                discard(job);
            }
        }
        return removable;
    }

    /** A run that slept through its lease may have written what was erased meanwhile, and nobody else knows of it. */
    private Set<RecordingKey> linked(List<ArchivePart> parts, Map<RecordingKey, Job> jobs) {
        try {
            return Set.copyOf(links.link(parts, lease));
        } catch (LeaseLostException e) {
            jobs.values().forEach(this::discard);
            throw e;
        }
    }

    /** Erased while it was written: the object must not outlive it. */
    private void discard(Job job) {
        RecordingKey recording = job.intent().recording();
        if (recordings.find(recording).isPresent()) {
            return; // its intent was withdrawn, or it was linked otherwise: whoever did so knows of the object
        }
        try {
            writer.discard(job.intent());
        } catch (ApiException e) {
            String reason = "it was erased while it was archived, and "
                    + job.intent().url() + " cannot be deleted: " + e.getMessage();
            tally.failed(recording, Cause.ERASED, reason);
        }
    }

    private void fail(Uploads.Result result) {
        RecordingKey recording = result.job().intent().recording();
        if (result.stored() instanceof Stored.Foreign foreign) {
            recordings.quarantine(recording, foreign.reason());
            links.withdraw(recording, result.job().intent().part(), lease);
            tally.failed(recording, Cause.FOREIGN, foreign.reason());
        } else if (result.stored() instanceof Stored.Damaged damaged) {
            tally.failed(recording, Cause.ARCHIVE, damaged.reason());
        } else {
            fail(recording, Objects.requireNonNull(result.failure()));
        }
    }

    /** The intent stays open, for the next run to settle. */
    private void fail(RecordingKey recording, ApiException failure) {
        Cause cause = failure.kind() == ApiException.Kind.ARCHIVE ? Cause.ARCHIVE : Cause.CHANGED;
        if (failure instanceof CorruptChunkException corrupt) {
            recordings.quarantine(recording, String.valueOf(corrupt.getMessage()));
            cause = Cause.CORRUPT;
        }
        tally.failed(recording, cause, String.valueOf(failure.getMessage()));
    }
}
