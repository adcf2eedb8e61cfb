package org.sessionrecording.plugin.archive;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * One bucket. Every method blocks, within deadlines, on the network; tries again by itself what may be tried again; throws
 * {@link org.sessionrecording.api.ApiException} of kind ARCHIVE when the server fails or refuses. Safe for use from any
 * thread.
 */
public interface ObjectStore {
    /** Writes an object; with {@link Write#onlyIfAbsent()} never over another. */
    Written put(Write write);

    /** What the server says of an object; empty where there is none. */
    Optional<Head> head(String key);

    /** The whole object; empty where there is none. The caller closes. */
    Optional<Content> read(String key);

    /**
     * {@code length} bytes from {@code offset}; the stream fails rather than ends early. The caller closes.
     *
     * @throws org.sessionrecording.api.ApiException of kind MISSING where there is no such object
     */
    InputStream readRange(String key, long offset, long length);

    /** Deletes an object; nothing happens where there is none. */
    void delete(String key);

    /** How a write ended. */
    enum Written {
        WRITTEN,
        /** There was an object of this key already; it was left as it is. */
        EXISTS
    }

    /**
     * An object to be written.
     *
     * @param headers by lower-case name: {@code content-type}, {@code content-encoding}, {@code cache-control}
     * @param metadata {@code x-amz-meta-} by name
     * @param sha256 of the body, lower-case hex, for the server to check where it can
     */
    record Write(
            String key,
            Body body,
            Map<String, String> headers,
            Map<String, String> metadata,
            String sha256,
            boolean onlyIfAbsent) {
        public Write {
            headers = Map.copyOf(headers);
            metadata = Map.copyOf(metadata);
        }
    }

    /**
     * What a HEAD answers.
     *
     * @param sha256 the server's own checksum of the whole object, lower-case hex, where it keeps one
     */
    record Head(long bytes, Optional<String> sha256) {}

    /** An object's bytes; {@code bytes} is the length the server announced. */
    record Content(long bytes, InputStream stream) {}
}
