package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.ObjectStore.Content;
import org.sessionrecording.plugin.archive.ObjectStore.Head;

/** Looks whether an object is what was sent: by the server's own checksum of the whole, or by reading all of it back. */
final class Verification {
    /** What lies at a key. */
    enum Found {
        SAME,
        OTHER,
        NOTHING
    }

    private final boolean checksums;
    private final Bandwidth bandwidth;

    /** @param checksums whether the server was seen to check and keep a SHA-256 of its own */
    Verification(boolean checksums, Bandwidth bandwidth) {
        this.checksums = checksums;
        this.bandwidth = bandwidth;
    }

    Found check(ObjectStore store, String key, long bytes, String sha256) {
        if (checksums) {
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

    private Found readBack(ObjectStore store, String key, long bytes, String sha256) {
        Optional<Content> content = store.read(key);
        if (content.isEmpty()) {
            return Found.NOTHING;
        }
        try (InputStream in = content.get().stream()) {
            if (content.get().bytes() != bytes) {
                return Found.OTHER;
            }
            return Sha256.of(bandwidth.limit(in)).equals(new Sha256.Hashed(bytes, sha256)) ? Found.SAME : Found.OTHER;
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot read " + key + " back: " + e.getMessage() + " (tried again later)",
                    e);
        }
    }
}
