package org.sessionrecording.plugin.retention;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ArchiveObjects.Found;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.retention.ExpiringObjects.Note;

/**
 * One run: each recording's objects are noted, then its links go in one transaction, then the objects, then the note. A
 * crash in between leaves a note that the next run ends. For the run's thread.
 */
final class ArchiveExpiryRun {
    private static final int PAGE = 500;
    /** After so many in a row it is the archive that is ill. */
    private static final int MOST_FAILURES = 10;

    /** What was just done; a test stops the run there. */
    enum Step {
        NOTED,
        EXPIRED,
        DELETED
    }

    /** Told of each step. */
    interface Steps {
        void after(Step step);
    }

    private final OperationContext context;
    private final ArchiveLinks links;
    private final ArchiveObjects objects;
    private final ExpiringObjects expiring;
    private final Instant now;
    private final Steps steps;
    private final List<String> reasons = new ArrayList<>();
    private Totals due = new Totals(0, 0);
    private long expired;
    private long deleted;
    private long freed;
    private long failed;
    private int failedInARow;

    ArchiveExpiryRun(OperationContext context, ArchiveObjects objects, Instant now, Steps steps) {
        this.context = context;
        this.links = context.project().archiveLinks();
        this.objects = objects;
        this.expiring = new ExpiringObjects(context.project().state());
        this.now = now;
        this.steps = steps;
        tell();
    }

    /** Ends what earlier runs began: links that are gone stay so, and their objects go. */
    void settle() {
        String after = "";
        for (List<Note> page = expiring.after(after, PAGE); !page.isEmpty(); page = expiring.after(after, PAGE)) {
            for (Note note : page) {
                context.checkCancelled();
                expiring.takeOver(note).ifPresent(this::settle);
            }
            after = page.get(page.size() - 1).key();
        }
    }

    private void settle(Note note) {
        boolean gone = links.parts(note.recording()).isEmpty();
        boolean all = !gone || links.taken(note.urls()).isEmpty() && eraseAll(note.urls());
        boolean over = !gone || !note.mayStraggle(now);
        if (all && over) {
            expiring.end(note);
        }
    }

    /** Deletes what is due. */
    void expire(Instant cutoff, Totals totals) {
        due = totals;
        RecordingKey after = RecordingKey.NONE;
        for (List<RecordingKey> page = page(cutoff, after); !page.isEmpty(); page = page(cutoff, after)) {
            for (RecordingKey recording : page) {
                context.checkCancelled();
                if (failedInARow >= MOST_FAILURES) {
                    return;
                }
                expire(recording, cutoff);
                tell();
            }
            after = page.get(page.size() - 1);
        }
    }

    private List<RecordingKey> page(Instant cutoff, RecordingKey after) {
        return links.expirable(cutoff, ArchiveSource.ID, after, PAGE);
    }

    private void expire(RecordingKey recording, Instant cutoff) {
        List<String> urls =
                links.parts(recording).stream().map(ArchivePart::url).toList();
        List<Note> notes = expiring.make(recording, urls, now);
        steps.after(Step.NOTED);
        boolean done = links.expire(recording, urls, cutoff, ArchiveSource.ID, context.lease());
        if (done) {
            steps.after(Step.EXPIRED);
            expired++;
            done = eraseAll(urls);
            steps.after(Step.DELETED);
        } else {
            done = true; // pinned, restored or grown meanwhile: nothing of it goes
        }
        if (done) {
            notes.forEach(expiring::end);
        }
    }

    private boolean eraseAll(List<String> urls) {
        boolean all = true;
        for (String url : urls) {
            all &= erase(url);
        }
        return all;
    }

    private boolean erase(String url) {
        Optional<Found> found = objects.look(url);
        Optional<String> why = objects.erase(url);
        if (why.isPresent()) {
            failed++;
            failedInARow++;
            if (reasons.isEmpty()) {
                reasons.add(url + ": " + why.get());
            }
            return false;
        }
        failedInARow = 0;
        deleted += found.isPresent() ? 1 : 0;
        freed += found.map(Found::bytes).orElse(0L);
        return true;
    }

    private void tell() {
        context.figure("due", due.recordings());
        context.figure("expired", expired);
        context.figure("objects_deleted", deleted);
        context.figure("bytes_freed", freed);
        context.figure("failed", failed);
        context.progress(expired, due.recordings(), Words.count(expired) + " deleted from the archive");
    }

    Outcome outcome() {
        tell();
        String message = "Deleted " + Words.recordings(expired) + " from the archive for good: " + Words.count(deleted)
                + " objects of " + Words.bytes(freed);
        return failed == 0
                ? new Outcome.Succeeded(message)
                : new Outcome.Failed(message + ". " + Words.count(failed)
                        + " objects are still there and are tried again by the next run: " + reasons.get(0));
    }
}
