package org.sessionrecording.plugin.archive;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.sessionrecording.plugin.archive.ObjectStore.Written;

/**
 * Objects of a bucket sent in parts. What was begun takes space at the server until it is completed or aborted. Blocking,
 * errors and threads as in {@link ObjectStore}.
 */
public interface MultipartUploads {
    /** Begins an object; nothing lies at its key before {@link #complete}. */
    Upload begin(String key, Map<String, String> headers, Map<String, String> metadata);

    /** Sends a part; sent again under the same number it replaces the former. */
    SentPart send(Upload upload, Part part);

    /**
     * Makes one object of the parts, in order of their numbers.
     *
     * @param onlyIfAbsent never over another object
     * @return EXISTS also where the server no longer knows the upload, since an earlier try may have ended it: look what
     *     lies there
     */
    Written complete(Upload upload, List<SentPart> parts, boolean onlyIfAbsent);

    /** Drops an upload and its parts; nothing happens where there is none. */
    void abort(Upload upload);

    /** Uploads of exactly this key that were begun and neither completed nor aborted, whoever began them. */
    List<Upload> open(String key);

    /** Those of {@link #open} that were begun before a moment, by the server's clock. */
    List<Upload> forgotten(String key, Instant begunBefore);

    /** An upload under way. */
    record Upload(String key, String id) {}

    /**
     * A part to be sent.
     *
     * @param number from 1 to 10,000
     * @param body at least 5 MiB, but for the last
     * @param sha256 of the body, lower-case hex, for the server to check where it can
     */
    record Part(int number, Body body, String sha256) {
        public Part {
            if (number < 1 || number > 10_000) {
                throw new IllegalArgumentException("Cannot send part " + number + ": only 1 to 10,000 are allowed");
            }
        }
    }

    /**
     * What the server said of a part it took.
     *
     * @param etag as it came, to be sent back
     */
    record SentPart(int number, String etag, String sha256) {}
}
