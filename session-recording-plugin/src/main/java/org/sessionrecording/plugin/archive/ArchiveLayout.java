package org.sessionrecording.plugin.archive;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.plugin.settings.S3Url;

/** Where things lie under an S3_URL. A contract: bucket policies and other readers rely on it. */
final class ArchiveLayout {
    private static final String RECORDINGS = "session_recording/v1/";

    private static final Pattern PART =
            Pattern.compile("([A-Za-z0-9_.@~-]{1,200})/(\\d{8}T\\d{6}\\.\\d{3}Z)(?:\\.([1-9]\\d{0,5}))?\\.json");

    private ArchiveLayout() {}

    /** The object of a recording's part. */
    static S3Url part(S3Url root, RecordingName name, int part) {
        return root.resolve(RECORDINGS + name.path() + (part == 1 ? "" : "." + part) + ".json");
    }

    /** Below it lie the objects of all recordings. */
    static S3Url recordings(S3Url root) {
        return root.resolve(RECORDINGS);
    }

    /** The object whose key is {@code key}, in the bucket of {@code root}. */
    static S3Url at(S3Url root, String key) {
        return new S3Url(root.bucket(), key, root.region(), root.endpoint(), root.pathStyle(), root.plain());
    }

    /** What a key under {@link #recordings} stands for; empty where it is none of a recording's. */
    static Optional<PartPlace> place(S3Url root, String key) {
        String prefix = recordings(root).path();
        Matcher matcher = PART.matcher(key.startsWith(prefix) ? key.substring(prefix.length()) : "");
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int part = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
        return part == 1 && matcher.group(3) != null
                ? Optional.empty()
                : Optional.of(new PartPlace(matcher.group(1) + "/" + matcher.group(2), part));
    }

    /**
     * Of which recording an object's key speaks.
     *
     * @param path the recording's, as in its link
     */
    record PartPlace(String path, int part) {}

    static S3Url owner(S3Url root) {
        return root.resolve("session_recording/owner.json");
    }

    /** Below it lie the receipts of runs. */
    static S3Url receipts(S3Url root) {
        return root.resolve("session_recording/runs/");
    }

    static S3Url receipt(S3Url root, long number) {
        return root.resolve("session_recording/runs/" + number + ".json");
    }

    /** Below it lie tombstones of what was erased. */
    static S3Url tombstones(S3Url root) {
        return root.resolve("session_recording/erased/");
    }

    static S3Url tombstone(S3Url root, String name) {
        return root.resolve("session_recording/erased/" + name + ".json");
    }

    /** The S3_URL below which a part was written; empty where it lies where no part does. */
    static Optional<S3Url> rootOf(S3Url part) {
        int at = ("/" + part.path()).indexOf("/" + RECORDINGS);
        if (at < 0) {
            return Optional.empty();
        }
        String prefix = at == 0 ? "" : part.path().substring(0, at - 1);
        return Optional.of(
                new S3Url(part.bucket(), prefix, part.region(), part.endpoint(), part.pathStyle(), part.plain()));
    }

    /** What people's tests write and delete, who may test while a run probes. */
    static S3Url testCanary(S3Url root) {
        return root.resolve("session_recording/canary-test.json");
    }

    /** What the probe writes and deletes. */
    static S3Url canary(S3Url root) {
        return root.resolve("session_recording/canary.json");
    }

    /** Whether a part's object is of the version this code reads. */
    static boolean isReadable(S3Url part) {
        return ("/" + part.path()).contains("/" + RECORDINGS);
    }
}
