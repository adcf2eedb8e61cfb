package org.sessionrecording.plugin.custody;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.plugin.archive.ArchiveObjects;
import org.sessionrecording.plugin.archive.DamagedObjectException;
import org.sessionrecording.plugin.archive.ObjectInspector.Inspection;

/** Holds one link against its object. Without state; safe for use from any thread. */
final class LinkCheck {
    private final ArchiveObjects objects;

    LinkCheck(ArchiveObjects objects) {
        this.objects = objects;
    }

    /** How a link stands. */
    sealed interface Verdict {
        /**
         * The object is what was linked, as far as was looked.
         *
         * @param inspection all of it, where all of it was read
         */
        record Sound(Optional<Inspection> inspection) implements Verdict {}

        record Missing() implements Verdict {}

        record Damaged(String reason) implements Verdict {}

        /** The archive failed; nothing is known. */
        record Unreachable(String reason) implements Verdict {}
    }

    /**
     * Blocks on the archive.
     *
     * @param deep whether all of the object is read, hashed and decoded; else the server is asked for its size, and for the
     *     checksum it keeps where it does
     */
    Verdict check(ArchivePart part, RecordingName name, boolean deep) {
        try {
            Optional<ArchiveObjects.Found> found = objects.look(part.url());
            if (found.isEmpty()) {
                return new Verdict.Missing();
            }
            if (found.get().bytes() != part.bytes()) {
                return new Verdict.Damaged(
                        "it has " + found.get().bytes() + " bytes where " + part.bytes() + " were linked");
            }
            if (found.get()
                    .sha256()
                    .filter(sha256 -> !sha256.equals(part.sha256()))
                    .isPresent()) {
                return new Verdict.Damaged("its hash is not the one that was linked");
            }
            return deep ? read(part, name) : new Verdict.Sound(Optional.empty());
        } catch (DamagedObjectException e) {
            return new Verdict.Damaged(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Verdict.Unreachable("Cannot read " + part.url() + ": " + e.getMessage());
        } catch (ApiException e) {
            return e.kind() == ApiException.Kind.MISSING
                    ? new Verdict.Missing()
                    : new Verdict.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    private Verdict read(ArchivePart part, RecordingName name) throws IOException {
        Inspection inspection = objects.read(part.url(), part.bytes());
        if (!inspection.sha256().equals(Optional.of(part.sha256()))) {
            return new Verdict.Damaged("its hash is not the one that was linked");
        }
        List<ChunkInfo> chunks = inspection.chunkInfos();
        boolean linked = chunks.size() == part.chunkCount()
                && chunks.get(0).id().equals(part.firstChunk())
                && chunks.get(chunks.size() - 1).id().equals(part.lastChunk())
                && inspection.tailOffset() == part.tailOffset()
                && inspection.header().part() == part.part()
                && inspection.header().name().equals(name);
        return linked
                ? new Verdict.Sound(Optional.of(inspection))
                : new Verdict.Damaged("it holds other chunks, or another recording's, than were linked");
    }
}
