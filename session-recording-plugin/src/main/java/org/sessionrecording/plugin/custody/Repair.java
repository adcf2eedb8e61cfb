package org.sessionrecording.plugin.custody;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.DamagedObjectException;

/**
 * Mends links whose object is gone or rotten. While the database has all chunks of it, the link is taken back and retention
 * writes the object anew; else the recording is set aside with the reason and the date. Each step may be done again; a
 * recording under repair is set aside, so that retention removes nothing of it meanwhile. For a run's thread.
 */
final class Repair {
    private static final long PAGE_BYTES = 4L << 20;
    private static final String MISSING = "object missing since ";
    private static final String DAMAGED = "object damaged since ";
    private static final String RENEWING = "its archive object is being written anew";

    private final Recordings recordings;
    private final ArchiveLinks links;
    private final ArchiveObjects objects;
    private final Lease lease;

    Repair(Recordings recordings, ArchiveLinks links, ArchiveObjects objects, Lease lease) {
        this.recordings = recordings;
        this.links = links;
        this.objects = objects;
        this.lease = lease;
    }

    /** What was done. */
    enum Done {
        /** Retention archives it anew. */
        TAKEN_BACK,
        /** The link names where the object lies now. */
        MOVED,
        /** Its chunks are nowhere else. */
        SET_ASIDE,
        /** A person set it aside for another reason, or it changed meanwhile: the next run looks again. */
        LEFT
    }

    /**
     * The same object under the present {@code s3_url}, where the place that was linked has nothing.
     *
     * @return whether the link was moved there
     */
    boolean relocate(ArchivePart part, Recording recording) throws IOException {
        String there = objects.place(recording.name(), part.part());
        boolean candidate = !there.equals(part.url())
                && objects.look(there)
                        .filter(found -> found.bytes() == part.bytes())
                        .isPresent();
        return candidate && isSound(there, part) && links.move(part, there, lease);
    }

    private boolean isSound(String url, ArchivePart part) throws IOException {
        try {
            return objects.read(url, part.bytes()).sha256().equals(Optional.of(part.sha256()));
        } catch (DamagedObjectException e) {
            return false; // another object: it stays as it is, and the link too
        }
    }

    /** Deals with a link whose object is missing or damaged, as the finding says. Blocks on archive and database. */
    Done mend(ArchivePart part, Recording recording, Finding finding) {
        if (recording.quarantine().filter(why -> !isOurs(why)).isPresent()) {
            return Done.LEFT;
        }
        recordings.quarantine(recording.key(), RENEWING);
        if (!isHeld(part, recording)) {
            String prefix = finding.kind() == Finding.Kind.MISSING ? MISSING : DAMAGED;
            recordings.quarantine(
                    recording.key(),
                    prefix + Timestamps.rfc3339(finding.since()) + ": " + finding.url() + " (" + finding.reason()
                            + ")");
            return Done.SET_ASIDE;
        }
        boolean takenBack = takeBack(part, recording);
        recordings.release(recording.key());
        return takenBack ? Done.TAKEN_BACK : Done.LEFT;
    }

    /** An object is as it was linked: what was set aside because it was not is released. */
    void releaseMended(Recording recording) {
        if (recording.quarantine().filter(Repair::isOurs).isPresent()) {
            recordings.release(recording.key());
        }
    }

    /** From the last part back to this one: keys are written once, so what lies there goes before it is written anew. */
    private boolean takeBack(ArchivePart part, Recording recording) {
        List<ArchivePart> last = new ArrayList<>(links.parts(recording.key()));
        while (!last.isEmpty() && last.get(last.size() - 1).part() >= part.part()) {
            ArchivePart now = last.remove(last.size() - 1);
            objects.delete(now.url());
            if (!links.unlink(now, lease)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the database has every chunk from this part on, each with the bytes it was stored with. */
    private boolean isHeld(ArchivePart part, Recording recording) {
        ChunkId through = recording.archivedThrough();
        ChunkId after = new ChunkId(part.firstChunk().value() - 1);
        List<ArchivePart> parts = links.parts(recording.key()).stream()
                .filter(linked -> linked.part() >= part.part())
                .toList();
        long wanted = parts.stream().mapToLong(ArchivePart::chunkCount).sum();
        long held = 0;
        try {
            for (List<Chunk> page = page(recording, after); !page.isEmpty(); page = page(recording, after)) {
                held += page.stream()
                        .filter(chunk -> chunk.info().id().compareTo(through) <= 0)
                        .count();
                after = page.get(page.size() - 1).info().id();
            }
        } catch (CorruptChunkException e) {
            return false; // neither here nor there
        }
        return held == wanted;
    }

    private List<Chunk> page(Recording recording, ChunkId after) {
        return after.compareTo(recording.archivedThrough()) >= 0
                ? List.of()
                : recordings.chunks(recording.key(), after, PAGE_BYTES);
    }

    private static boolean isOurs(Recording.Quarantine quarantine) {
        String reason = quarantine.reason();
        return reason.startsWith(MISSING) || reason.startsWith(DAMAGED) || reason.equals(RENEWING);
    }
}
