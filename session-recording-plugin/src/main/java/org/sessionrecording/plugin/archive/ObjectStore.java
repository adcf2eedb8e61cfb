package org.sessionrecording.plugin.archive;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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

    /** Deletes an object (where the bucket keeps versions: hides it); nothing happens where there is none. */
    void delete(String key);

    /**
     * Deletes objects, any number.
     *
     * @return by key, why the server did not delete it; empty where all are gone
     */
    Map<String, String> deleteAll(List<String> keys);

    /**
     * Objects whose key begins with {@code prefix} and comes after {@code after} (empty: from the first), in order of the
     * key's bytes. A page may hold any number of objects: only {@link Page#more()} says whether there are others.
     */
    Page list(String prefix, String after);

    /** All objects whose key begins with {@code prefix}, in order of the key's bytes, page by page. */
    default void forEach(String prefix, Consumer<Listed> action) {
        String after = "";
        for (boolean more = true; more; ) {
            Page page = list(prefix, after);
            page.objects().forEach(action);
            more = page.more();
            after = more ? page.last() : after;
        }
    }

    /** Whether the bucket keeps what is deleted or overwritten. */
    Versioning versioning();

    /**
     * All versions and delete markers of exactly this key, the latest first; one of id {@code null} in a bucket that never
     * kept versions. Not to be asked where {@link #versioning()} is {@link Versioning#UNSUPPORTED}.
     */
    List<Version> versions(String key);

    /**
     * Deletes a version or delete marker for good; nothing happens where there is none.
     *
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE also where an Object Lock or a policy keeps it
     */
    void deleteVersion(String key, String versionId);

    /** The bucket's default retention by Object Lock, in words, e.g. {@code GOVERNANCE 30 days}; empty where it has no lock. */
    Optional<String> objectLock();

    /** Objects sent in parts. */
    MultipartUploads multipart();

    /** How a write ended. */
    enum Written {
        WRITTEN,
        /** There was an object of this key already; it was left as it is. */
        EXISTS
    }

    /** What a bucket does with old versions. */
    enum Versioning {
        OFF,
        ON,
        /** Old versions stay, new ones are not made. */
        SUSPENDED,
        /** The server knows no versions at all. */
        UNSUPPORTED
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

    /** An object as a list shows it. */
    record Listed(String key, long bytes, Instant modified) {}

    /**
     * Some objects of a list.
     *
     * @param more whether others follow; only after at least one object
     */
    record Page(List<Listed> objects, boolean more) {
        public Page {
            objects = List.copyOf(objects);
            if (more && objects.isEmpty()) {
                throw new IllegalArgumentException("Cannot go on from a page without objects");
            }
        }

        /** The last key, from which to go on. */
        public String last() {
            return objects.get(objects.size() - 1).key();
        }
    }

    /**
     * One version of an object.
     *
     * @param deleteMarker it stands for a deletion and has no bytes
     */
    record Version(String id, boolean deleteMarker, boolean latest, long bytes, Instant modified) {}
}
