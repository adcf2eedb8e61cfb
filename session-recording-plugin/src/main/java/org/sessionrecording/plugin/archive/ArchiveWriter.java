package org.sessionrecording.plugin.archive;

import java.io.IOException;
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
import org.sessionrecording.plugin.archive.ObjectStore.Versioning;
import org.sessionrecording.plugin.archive.ObjectStore.Write;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.archive.Verification.Found;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.PartSizes;
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

    private final ObjectStores stores;
    private final ArchiveSettings settings;
    private final ArchiveProfile profile;
    private final Clock clock;
    private final FailPoints failPoints;
    private final PartSizes partSizes;
    private final Bandwidth bandwidth;
    private final Verification verification;

    ArchiveWriter(
            ObjectStores stores,
            ArchiveSettings settings,
            ArchiveProfile profile,
            Clock clock,
            FailPoints failPoints,
            PartSizes partSizes) {
        this.stores = stores;
        this.settings = settings;
        this.profile = profile;
        this.clock = clock;
        this.failPoints = failPoints;
        this.partSizes = partSizes;
        this.bandwidth = new Bandwidth(settings.bytesPerSecond());
        this.verification = new Verification(profile.checksums(), bandwidth);
    }

    /** What would be written for these chunks of a recording. Sends nothing. */
    public ArchiveIntent plan(Recording recording, List<ChunkInfo> chunks, String source) {
        int part = recording.parts() + 1;
        ArchiveDocument document = ArchiveDocument.layOut(header(recording, chunks, part), chunks);
        if (document.size() > PartSizes.MOST_BYTES) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot archive recording " + recording.name() + ": its " + document.size()
                            + " bytes are more than an object may have");
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
     * @param notes told of an upload in parts before its first part is sent
     * @throws ApiException of kind ARCHIVE when the archive cannot be reached or refuses; nothing is known then
     */
    public Stored store(ArchiveIntent intent, Body body, UploadNotes notes) {
        S3Url place = S3Url.parse(intent.url());
        ObjectStore store = stores.open(place, settings);
        boolean inParts = partSizes.inParts(body.length(), profile.parts());
        long partSize = inParts ? partSizes.of(body.length()) : body.length();
        Fingerprint fingerprint = fingerprint(intent, body, partSize);
        failPoints.after(Step.HASHED);
        Written written = inParts
                ? writeParts(store, place.path(), intent, body, fingerprint, partSize, notes)
                : writeWhole(store, place.path(), intent, body, fingerprint.sha256());
        failPoints.after(Step.SENT);
        Found found = verification.check(store, place.path(), body.length(), fingerprint.sha256());
        failPoints.after(Step.VERIFIED);
        return switch (found) {
            case SAME -> new Stored.Verified(link(intent, body.length(), fingerprint.sha256()));
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

    /** Drops the parts that were sent for an intent which is not to be carried out any more. */
    public void dropUploads(ArchiveIntent intent) {
        S3Url place = S3Url.parse(intent.url());
        PartsUpload.drop(stores.open(place, settings), intent, place.path());
    }

    private Written writeWhole(ObjectStore store, String key, ArchiveIntent intent, Body body, String sha256) {
        if (!profile.conditionalWrites() && store.head(key).isPresent()) {
            return Written.EXISTS;
        }
        return store.put(new Write(
                key,
                bandwidth.limit(body),
                HEADERS,
                Map.of("tail", tail(intent, body), "sha256", sha256),
                sha256,
                profile.conditionalWrites()));
    }

    private Written writeParts(
            ObjectStore store,
            String key,
            ArchiveIntent intent,
            Body body,
            Fingerprint fingerprint,
            long partSize,
            UploadNotes notes) {
        return new PartsUpload(profile.conditionalParts(), notes, failPoints)
                .write(
                        store,
                        intent,
                        key,
                        bandwidth.limit(body),
                        fingerprint,
                        partSize,
                        HEADERS,
                        Map.of("tail", tail(intent, body)));
    }

    private static String tail(ArchiveIntent intent, Body body) {
        return Long.toString(body.length() - intent.tail().length);
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

    private static Fingerprint fingerprint(ArchiveIntent intent, Body body, long partSize) {
        try {
            return Fingerprint.of(body, partSize);
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.STORE,
                    "Cannot hash what is to be written to " + intent.url() + ": " + e.getMessage(),
                    e);
        }
    }
}
