package org.sessionrecording.plugin.custody;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.ArchiveObjects.Listed;
import org.sessionrecording.plugin.archive.DamagedObjectException;
import org.sessionrecording.plugin.archive.ObjectInspector.Inspection;

/**
 * Tells what an object is that no link names. It may go only where it is readable, old, was reported by an earlier run, and
 * holds nothing that the catalog's recording of that name does not hold elsewhere: after a restore of the database it may be
 * the only copy of a newer archive. For a run's thread.
 */
final class OrphanCheck {
    private static final Duration OLD = Duration.ofDays(3);
    private static final int PAGE = 5_000;

    private final Recordings recordings;
    private final ArchiveLinks links;
    private final ArchiveObjects objects;
    private final Instant now;

    OrphanCheck(Recordings recordings, ArchiveLinks links, ArchiveObjects objects, Instant now) {
        this.recordings = recordings;
        this.links = links;
        this.objects = objects;
        this.now = now;
    }

    /** What an object without a link is. */
    sealed interface Verdict {
        /** A link names it in other words: another way to reach the same bucket. */
        record Linked() implements Verdict {}

        /** Not an archive object: a person looks. */
        record Stray(String reason) implements Verdict {}

        /** Nobody needs it, as far as can be told. */
        record Needless(String reason) implements Verdict {}

        /** It must stay. */
        record Needed(String reason) implements Verdict {}
    }

    /**
     * Blocks on archive and database.
     *
     * @param reported when an earlier run reported it
     */
    Verdict check(Listed object, Optional<Instant> reported) throws IOException {
        if (object.path().isEmpty()) {
            return new Verdict.Stray("its key is none of a recording's");
        }
        try {
            Inspection inspection = objects.describe(object.url(), object.bytes());
            boolean itsOwnPlace = inspection.header().name().path().equals(object.path())
                    && inspection.header().part() == object.part();
            return itsOwnPlace
                    ? check(object, inspection, reported)
                    : new Verdict.Stray("it is another recording's than its key says");
        } catch (DamagedObjectException e) {
            return new Verdict.Stray(String.valueOf(e.getMessage()));
        }
    }

    private Verdict check(Listed object, Inspection inspection, Optional<Instant> reported) throws IOException {
        Optional<Recording> recording = recordings.find(inspection.header().name());
        List<ArchivePart> parts =
                recording.map(found -> links.parts(found.key())).orElse(List.of());
        if (parts.stream().anyMatch(part -> ArchiveObjects.isSame(part.url(), object.url()))) {
            return new Verdict.Linked();
        }
        if (recording.isPresent() && !isHeldElsewhere(recording.get(), parts, inspection)) {
            return new Verdict.Needed("it holds snapshots that its recording lacks (run rebuild)");
        }
        if (object.modified().isAfter(now.minus(OLD))) {
            return new Verdict.Needed("it is younger than " + OLD.toDays() + " days");
        }
        String what = recording.isPresent()
                ? "its recording holds all of it elsewhere"
                : "there is no such recording (run rebuild to bring it back)";
        return reported.isPresent()
                ? new Verdict.Needless(what)
                : new Verdict.Needed(what + "; it may be deleted by a later run");
    }

    private boolean isHeldElsewhere(Recording recording, List<ArchivePart> parts, Inspection inspection)
            throws IOException {
        Map<ChunkId, Long> held = new HashMap<>();
        for (ArchivePart part : parts) {
            try {
                objects.describe(part.url(), part.bytes()).chunkInfos().forEach(chunk -> add(held, chunk));
            } catch (ApiException e) {
                if (e.kind() != ApiException.Kind.MISSING) {
                    throw e;
                }
            }
        }
        ChunkId after = ChunkId.NONE;
        for (List<ChunkInfo> page = recordings.chunkInfos(recording.key(), after, PAGE);
                !page.isEmpty();
                page = recordings.chunkInfos(recording.key(), after, PAGE)) {
            page.forEach(chunk -> add(held, chunk));
            after = page.get(page.size() - 1).id();
        }
        return inspection.chunkInfos().stream()
                .allMatch(chunk -> Long.valueOf(chunk.storedCrc32()).equals(held.get(chunk.id())));
    }

    private static void add(Map<ChunkId, Long> held, ChunkInfo chunk) {
        held.put(chunk.id(), chunk.storedCrc32());
    }
}
