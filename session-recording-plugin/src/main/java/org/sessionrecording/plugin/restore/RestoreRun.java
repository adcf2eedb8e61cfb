package org.sessionrecording.plugin.restore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.plugin.restore.PartReader.Page;

/** One recording after the other, each from its end backwards, a page in memory at a time. For the run's thread. */
final class RestoreRun {
    private static final long PAGE_BYTES = 4L << 20;
    private static final int LISTED = 1_000;

    private final OperationContext context;
    private final SnapshotSource source;
    private final Instant until;
    private final Recordings recordings;
    private long bytes;

    RestoreRun(OperationContext context, SnapshotSource source, Instant until) {
        this.context = context;
        this.source = source;
        this.until = until;
        this.recordings = context.project().recordings();
    }

    /** Stored bytes brought back so far. */
    long bytes() {
        return bytes;
    }

    /** Whether anything of it is in parts alone. */
    static boolean isNeeded(Recording recording) {
        return recording.parts() > 0 && recording.removedThrough().compareTo(recording.expiredThrough()) > 0;
    }

    /** @return false where it was erased, or removed anew, meanwhile */
    boolean restore(RecordingKey key) {
        Optional<Recording> found = recordings.find(key).filter(RestoreRun::isNeeded);
        while (found.isPresent()) {
            context.checkCancelled();
            Recording recording = found.get();
            List<ArchivePart> parts = context.project().archiveLinks().parts(key);
            if (!restorePart(recording, parts)) {
                return false;
            }
            found = recordings.find(key).filter(RestoreRun::isNeeded);
        }
        return recordings.find(key).filter(this::isWhole).isPresent();
    }

    private boolean restorePart(Recording recording, List<ArchivePart> parts) {
        ChunkId through = recording.removedThrough();
        int index = indexOf(parts, through);
        ChunkId before = recording.expiredThrough();
        if (index > 0 && parts.get(index - 1).lastChunk().compareTo(before) > 0) {
            before = parts.get(index - 1).lastChunk();
        }
        PartReader reader = new PartReader(context.project(), source, parts.get(index), before);
        while (through.compareTo(before) > 0) {
            context.checkCancelled();
            Page page = reader.readUpTo(through, PAGE_BYTES);
            if (!recordings.restore(recording.key(), page.before(), page.chunks(), until, context.lease())) {
                return false;
            }
            bytes += page.chunks().stream()
                    .mapToLong(chunk -> chunk.info().bytes())
                    .sum();
            through = page.before();
        }
        return true;
    }

    private static int indexOf(List<ArchivePart> parts, ChunkId through) {
        for (int i = 0; i < parts.size(); i++) {
            ArchivePart part = parts.get(i);
            if (part.firstChunk().compareTo(through) <= 0 && part.lastChunk().compareTo(through) >= 0) {
                return i;
            }
        }
        throw new ApiException(
                ApiException.Kind.ARCHIVE,
                "Cannot restore a recording: none of its parts holds chunk " + through + " (run verify)");
    }

    /** As many chunks as its parts hold beyond what expired. */
    private boolean isWhole(Recording recording) {
        long expected = context.project().archiveLinks().parts(recording.key()).stream()
                .filter(part -> part.firstChunk().compareTo(recording.expiredThrough()) > 0)
                .mapToLong(ArchivePart::chunkCount)
                .sum();
        long there = 0;
        ChunkId after = recording.expiredThrough();
        List<ChunkInfo> page = recordings.chunkInfos(recording.key(), after, LISTED);
        while (!page.isEmpty() && after.compareTo(recording.archivedThrough()) < 0) {
            there += page.stream()
                    .filter(info -> info.id().compareTo(recording.archivedThrough()) <= 0)
                    .count();
            after = page.get(page.size() - 1).id();
            page = recordings.chunkInfos(recording.key(), after, LISTED);
        }
        if (there != expected) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot tell that recording " + recording.key() + " is restored: its parts hold " + expected
                            + " chunks and the database " + there + " (run verify)");
        }
        return true;
    }
}
