package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;
import org.sessionrecording.plugin.settings.S3Url;

/**
 * Reads archived recordings where they were linked, also after {@code s3_url} came to point elsewhere, with the project's
 * present credentials. Without state; safe for use from any thread.
 */
public class ArchiveSource implements SnapshotSource {
    /** Its id, in every link it reads. */
    public static final String ID = "session-recording.s3";

    private static final long MOST_TAIL_BYTES = 256L << 20;

    private final ObjectStores stores;
    private final Operator operator;
    private final ArchiveTail tails = new ArchiveTail();

    public ArchiveSource(ObjectStores stores, Operator operator) {
        this.stores = stores;
        this.operator = operator;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<ArchivedChunk> chunks(Project project, ArchivePart part) {
        long length = part.bytes() - part.tailOffset();
        if (length < 1 || length > MOST_TAIL_BYTES || !ArchiveLayout.isReadable(S3Url.parse(part.url()))) {
            throw unreadable(part, "its version or size is none that this plugin reads (upgrade it)", null);
        }
        try (InputStream in = open(project, part, part.tailOffset(), length)) {
            List<ArchivedChunk> chunks = tails.read(part.recording(), in, part.chunkCount());
            requireLinked(part, chunks);
            return chunks;
        } catch (IOException e) {
            throw unreadable(part, e.getMessage(), e);
        }
    }

    private static void requireLinked(ArchivePart part, List<ArchivedChunk> chunks) {
        boolean linked = chunks.size() == part.chunkCount()
                && chunks.get(0).info().id().equals(part.firstChunk())
                && chunks.get(chunks.size() - 1).info().id().equals(part.lastChunk());
        if (!linked) {
            throw unreadable(part, "it holds other chunks than were linked", null);
        }
    }

    @Override
    public InputStream open(Project project, ArchivePart part, long offset, long length) {
        if (offset < 0 || length < 0 || offset + length > part.bytes()) {
            throw new IllegalArgumentException("Cannot read " + length + " bytes from " + offset + " of " + part.url()
                    + ": it has " + part.bytes());
        }
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        S3Url place = S3Url.parse(part.url());
        return stores.open(place, settings(project)).readRange(place.path(), offset, length);
    }

    @Override
    public Map<String, Left> erase(Project project, Tombstone tombstone, List<StoredObject> objects) {
        boolean nowhere =
                RecordingSettings.read(project.settings().read(), operator).archive() instanceof ArchiveTarget.None;
        if (nowhere && objects.isEmpty()) {
            return Map.of();
        }
        return new ArchiveEraser(stores, settings(project)).erase(project.id(), tombstone, objects);
    }

    private ArchiveSettings settings(Project project) {
        ArchiveTarget target =
                RecordingSettings.read(project.settings().read(), operator).archive();
        if (target instanceof ArchiveTarget.Configured configured) {
            return configured.settings();
        }
        String why = target instanceof ArchiveTarget.Unusable unusable ? unusable.reason() : "s3_url is not set";
        throw new ApiException(
                ApiException.Kind.ARCHIVE, "Cannot read the archive: " + why + " (set it to play archived recordings)");
    }

    private static ApiException unreadable(
            ArchivePart part, String why, @org.jspecify.annotations.Nullable Exception cause) {
        return new ApiException(ApiException.Kind.ARCHIVE, "Cannot read " + part.url() + ": " + why, cause);
    }
}
