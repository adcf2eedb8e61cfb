package org.sessionrecording.host.playback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.web.Rejection;

/** Why a recording that is known cannot be played: each cause has an answer of its own, with its date. */
final class Unplayable {
    private static final long PAGE_BYTES = 4L << 20;

    private Unplayable() {}

    /** @throws Rejection 410 with the date where a policy took the recording for good */
    static void requireThere(Recording recording) {
        if (recording.state() == Recording.State.EXPIRED) {
            String at = recording.expiredAt().map(Timestamps::rfc3339).orElseThrow();
            throw new Rejection(
                    410,
                    "Cannot play the recording: it expired on " + at + ", as the project's retention says",
                    Map.of("expired_at", at),
                    Map.of());
        }
    }

    /**
     * What was set aside is read before anything is sent: most of it plays, and what does not says so instead of breaking off.
     *
     * @throws Rejection 404 with code {@code quarantined}
     */
    static void requireSound(RecordingStores stores, Recording recording) {
        if (recording.quarantine().isEmpty()) {
            return;
        }
        try {
            ChunkId after = ChunkId.NONE;
            List<Chunk> page = stores.recordings().chunks(recording.key(), after, PAGE_BYTES);
            while (!page.isEmpty()) {
                after = page.get(page.size() - 1).info().id();
                page = stores.recordings().chunks(recording.key(), after, PAGE_BYTES);
            }
        } catch (CorruptChunkException e) {
            throw quarantined(recording, e);
        }
    }

    /** 404 with code {@code corrupt_chunk}: the others of the recording play. */
    static Rejection corrupt(CorruptChunkException e) {
        return new Rejection(404, String.valueOf(e.getMessage()), Map.of("code", "corrupt_chunk"), Map.of());
    }

    private static Rejection quarantined(Recording recording, CorruptChunkException e) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("code", "quarantined");
        recording.quarantine().ifPresent(quarantine -> {
            members.put("reason", quarantine.reason());
            members.put("quarantined_at", Timestamps.rfc3339(quarantine.at()));
        });
        return new Rejection(
                404, "Cannot play the recording: it was set aside, and " + e.getMessage(), members, Map.of());
    }

    /**
     * Does what reads parts.
     *
     * @throws Rejection 404 with code {@code object_missing} where the recording is there and an object of it is not
     */
    static <T> T reading(RecordingStores stores, Recording recording, Supplier<T> work) {
        try {
            return work.get();
        } catch (Rejection e) {
            throw e;
        } catch (ApiException e) {
            if (e.kind() != ApiException.Kind.MISSING
                    || stores.recordings().find(recording.key()).isEmpty()) {
                throw e;
            }
            throw objectMissing(stores.links().parts(recording.key()), recording, e);
        }
    }

    private static Rejection objectMissing(List<ArchivePart> parts, Recording recording, ApiException e) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("code", "object_missing");
        members.put("reason", String.valueOf(e.getMessage()));
        if (!parts.isEmpty()) {
            members.put(
                    "archived_at",
                    Timestamps.rfc3339(parts.get(parts.size() - 1).archivedAt()));
        }
        recording
                .quarantine()
                .ifPresent(quarantine -> members.put("quarantined_at", Timestamps.rfc3339(quarantine.at())));
        return new Rejection(
                404,
                "Cannot play the recording: an object of it is gone from the archive (run verify; look for a copy of the"
                        + " bucket)",
                members,
                Map.of());
    }
}
