package org.sessionrecording.plugin.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.plugin.archive.MultipartUploads.Part;
import org.sessionrecording.plugin.archive.MultipartUploads.SentPart;
import org.sessionrecording.plugin.archive.MultipartUploads.Upload;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.failpoint.FailPoints.Step;

/**
 * Sends a large object in parts, streaming each from its body. What an interrupted run began is dropped, and begun again:
 * the parts it sent are known by nothing that could be trusted. For one run; safe for use from any thread.
 */
final class PartsUpload {
    private final boolean onlyIfAbsent;
    private final UploadNotes notes;
    private final FailPoints failPoints;

    PartsUpload(boolean onlyIfAbsent, UploadNotes notes, FailPoints failPoints) {
        this.onlyIfAbsent = onlyIfAbsent;
        this.notes = notes;
        this.failPoints = failPoints;
    }

    Written write(
            ObjectStore store,
            ArchiveIntent intent,
            String key,
            Body body,
            Fingerprint fingerprint,
            long partSize,
            Map<String, String> headers,
            Map<String, String> metadata) {
        if (store.head(key).isPresent()) { // an earlier run's, or not ours: not worth sending all to be told so
            drop(store, intent, key);
            return Written.EXISTS;
        }
        drop(store, intent, key);
        MultipartUploads uploads = store.multipart();
        Upload upload = uploads.begin(key, headers, metadata);
        failPoints.after(Step.UPLOAD_BEGUN);
        try {
            notes.note(intent, upload.id());
            failPoints.after(Step.UPLOAD_NOTED);
            Written written =
                    uploads.complete(upload, send(uploads, upload, body, fingerprint, partSize), onlyIfAbsent);
            if (written == Written.EXISTS) {
                uploads.abort(upload);
            }
            return written;
        } catch (ApiException e) {
            abort(uploads, upload, e);
            throw e;
        }
    }

    private List<SentPart> send(
            MultipartUploads uploads, Upload upload, Body body, Fingerprint fingerprint, long partSize) {
        List<SentPart> sent = new ArrayList<>(fingerprint.parts().size());
        for (String sha256 : fingerprint.parts()) {
            long offset = sent.size() * partSize;
            Body part = new BodyPart(body, offset, Math.min(partSize, body.length() - offset));
            sent.add(uploads.send(upload, new Part(sent.size() + 1, part, sha256)));
            failPoints.after(Step.PART_SENT);
        }
        return sent;
    }

    private static void abort(MultipartUploads uploads, Upload upload, ApiException because) {
        try {
            uploads.abort(upload);
        } catch (ApiException e) {
            because.addSuppressed(e); // its id is noted: the next run drops it
        }
    }

    /** Drops what earlier runs began at an intent's key and did not end. */
    static void drop(ObjectStore store, ArchiveIntent intent, String key) {
        MultipartUploads uploads = store.multipart();
        intent.uploadId().ifPresent(id -> uploads.abort(new Upload(key, id)));
        List<Upload> open;
        try {
            open = uploads.open(key);
        } catch (ApiException e) {
            return; // not ours to list: what was never noted holds no part, and takes no space
        }
        open.forEach(uploads::abort);
    }
}
