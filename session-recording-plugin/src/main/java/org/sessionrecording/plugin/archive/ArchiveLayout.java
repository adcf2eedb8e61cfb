package org.sessionrecording.plugin.archive;

import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.plugin.settings.S3Url;

/** Where things lie under an S3_URL. A contract: bucket policies and other readers rely on it. */
final class ArchiveLayout {
    private static final String RECORDINGS = "session_recording/v1/";

    private ArchiveLayout() {}

    /** The object of a recording's part. */
    static S3Url part(S3Url root, RecordingName name, int part) {
        return root.resolve(RECORDINGS + name.path() + (part == 1 ? "" : "." + part) + ".json");
    }

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

    /** What the probe writes and deletes. */
    static S3Url canary(S3Url root) {
        return root.resolve("session_recording/canary.json");
    }

    /** Whether a part's object is of the version this code reads. */
    static boolean isReadable(S3Url part) {
        return ("/" + part.path()).contains("/" + RECORDINGS);
    }
}
