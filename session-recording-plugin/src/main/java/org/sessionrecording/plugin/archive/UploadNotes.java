package org.sessionrecording.plugin.archive;

import org.sessionrecording.api.recording.ArchiveIntent;

/** Commits which upload an intent began, so that whoever comes after a crash can end it. Called from any thread. */
@FunctionalInterface
public interface UploadNotes {
    /** Durable when it returns; the first part is sent after that. */
    void note(ArchiveIntent intent, String uploadId);
}
