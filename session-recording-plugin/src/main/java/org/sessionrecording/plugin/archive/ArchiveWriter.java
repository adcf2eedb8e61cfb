package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.plugin.archive.ObjectStore.Content;
import org.sessionrecording.plugin.archive.ObjectStore.Head;
import org.sessionrecording.plugin.archive.ObjectStore.Versioning;
import org.sessionrecording.plugin.archive.ObjectStore.Write;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Url;

/**
 * Plans, writes and verifies archive objects: each once, none believed before its bytes were checked. For one run; safe for
 * use from any thread. Methods block on the archive.
 */
public final class ArchiveWriter {
    private static final Map<String, String> HEADERS = Map.of(
            "content-type", "application/json",
            "content-encoding", "gzip",
            "cache-control", "private, no-transform");

    /** What a single PUT can carry. */
    private static final long MOST_BYTES = 5L << 30;

    private final ObjectStores stores;
    private final ArchiveSettings settings;
    private final ArchiveProfile profile;
    private final Clock clock;
    private final FailPoints failPoints;

    ArchiveWriter(
            ObjectStores stores, ArchiveSettings settings, ArchiveProfile profile, Clock clock, FailPoints failPoints) {
        this.stores = stores;
        this.settings = settings;
        this.profile = profile;
        this.clock = clock;
        this.failPoints = failPoints;
    }

    /** What would be written for these chunks of a recording. Sends nothing. */
    public ArchiveIntent plan(Recording recording, List<ChunkInfo> chunks, String source) {
        int part = recording.parts() + 1;
        ArchiveDocument document = ArchiveDocument.layOut(header(recording, chunks, part), chunks);
        if (document.size() > MOST_BYTES) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot archive recording " + recording.name() + ": its " + document.size()
                            + " bytes are more than one PUT can carry");
        }
        return new ArchiveIntent(
                recording.key(),
                source,
                part,
                ArchiveLayout.part(settings.url(), recording.name(), part).toString(),
                chunks.stream().map(ChunkInfo::id).toList(),
                document.head(),
                document.tail(),
                Optional.empty());
    }

    private static ArchiveDocument.Header header(Recording recording, List<ChunkInfo> chunks, int part) {
        Instant start = recording.start();
        Instant end = recording.end();
        for (ChunkInfo chunk : chunks) { // chunks may have arrived since the row was read
            start = chunk.start().isBefore(start) ? chunk.start() : start;
            end = chunk.end().isAfter(end) ? chunk.end() : end;
        }
        return new ArchiveDocument.Header(part, recording.name(), recording.sessionId(), start, end, recording.facts());
    }

    /**
     * Writes what was intended and makes sure it is there. May be called again, also after a crash.
     *
     * @param body exactly the intent's bytes
     * @throws ApiException of kind ARCHIVE when the archive cannot be reached or refuses; nothing is known then
     */
    public Stored store(ArchiveIntent intent, Body body) {
        S3Url place = S3Url.parse(intent.url());
        ObjectStore store = stores.open(place, settings);
        String sha256 = hash(intent, body);
        failPoints.after(Step.HASHED);
        Written written = write(store, place.path(), intent, body, sha256);
        failPoints.after(Step.SENT);
        Found found = check(store, place.path(), body.length(), sha256);
        failPoints.after(Step.VERIFIED);
        return switch (found) {
            case SAME -> new Stored.Verified(link(intent, body.length(), sha256));
            case NOTHING ->
                new Stored.Damaged("the archive said it wrote " + intent.url() + ", but holds nothing there");
            case OTHER ->
                written == Written.WRITTEN
                        ? damaged(store, place.path(), intent)
                        : new Stored.Foreign("another object lies at " + intent.url()
                                + " (compare it with the recording, then move it away and release the recording)");
        };
    }

    /**
     * Deletes the object of an intent whose recording is gone, with all its versions where the bucket keeps them.
     *
     * @throws ApiException of kind ARCHIVE where the archive does not let it go
     */
    public void discard(ArchiveIntent intent) {
        S3Url place = S3Url.parse(intent.url());
        ObjectStore store = stores.open(place, settings);
        store.delete(place.path());
        Versioning versioning = store.versioning();
        if (versioning == Versioning.ON || versioning == Versioning.SUSPENDED) {
            store.versions(place.path()).forEach(version -> store.deleteVersion(place.path(), version.id()));
        }
    }

    /** Whether nothing lies where an intent would write. */
    public boolean isAbsent(ArchiveIntent intent) {
        S3Url place = S3Url.parse(intent.url());
        return stores.open(place, settings).head(place.path()).isEmpty();
    }

    private Written write(ObjectStore store, String key, ArchiveIntent intent, Body body, String sha256) {
        if (!profile.conditionalWrites() && store.head(key).isPresent()) {
            return Written.EXISTS;
        }
        long tailOffset = body.length() - intent.tail().length;
        return store.put(new Write(
                key,
                body,
                HEADERS,
                Map.of("tail", Long.toString(tailOffset), "sha256", sha256),
                sha256,
                profile.conditionalWrites()));
    }

    private enum Found {
        SAME,
        OTHER,
        NOTHING
    }

    private Found check(ObjectStore store, String key, long bytes, String sha256) {
        if (profile.checksums()) {
            Optional<Head> head = store.head(key);
            if (head.isEmpty()) {
                return Found.NOTHING;
            }
            if (head.get().sha256().isPresent()) {
                boolean same =
                        head.get().bytes() == bytes && head.get().sha256().get().equals(sha256);
                return same ? Found.SAME : Found.OTHER;
            }
        }
        return readBack(store, key, bytes, sha256);
    }

    private static Found readBack(ObjectStore store, String key, long bytes, String sha256) {
        Optional<Content> content = store.read(key);
        if (content.isEmpty()) {
            return Found.NOTHING;
        }
        try (InputStream in = content.get().stream()) {
            if (content.get().bytes() != bytes) {
                return Found.OTHER;
            }
            return Sha256.of(in).equals(new Sha256.Hashed(bytes, sha256)) ? Found.SAME : Found.OTHER;
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot read " + key + " back: " + e.getMessage() + " (tried again later)",
                    e);
        }
    }

    /** Our own write went wrong just now, and nothing was linked: without it the next run can write again. */
    private static Stored damaged(ObjectStore store, String key, ArchiveIntent intent) {
        String reason = "the archive holds other bytes than were sent to " + intent.url();
        try {
            store.delete(key);
            return new Stored.Damaged(reason + "; they were deleted");
        } catch (ApiException e) {
            return new Stored.Foreign(reason + ", and they cannot be deleted: " + e.getMessage());
        }
    }

    private ArchivePart link(ArchiveIntent intent, long bytes, String sha256) {
        return new ArchivePart(
                intent.recording(),
                intent.source(),
                intent.part(),
                intent.url(),
                bytes,
                sha256,
                bytes - intent.tail().length,
                intent.chunks().get(0),
                intent.lastChunk(),
                intent.chunks().size(),
                clock.instant());
    }

    private static String hash(ArchiveIntent intent, Body body) {
        try {
            return Sha256.of(body);
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.STORE,
                    "Cannot hash what is to be written to " + intent.url() + ": " + e.getMessage(),
                    e);
        }
    }
}
