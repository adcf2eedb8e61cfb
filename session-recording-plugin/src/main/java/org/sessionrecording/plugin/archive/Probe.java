package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.ObjectStore.Head;
import org.sessionrecording.plugin.archive.ObjectStore.Write;
import org.sessionrecording.plugin.archive.ObjectStore.Written;

/**
 * Tries a server with one small object: may we write, is it written once, is a checksum checked and kept, can ranges be
 * read. What it writes it deletes again where it may.
 */
final class Probe {
    private static final byte[] CANARY = "{\"canary\":true}".getBytes(StandardCharsets.UTF_8);

    private final ObjectStore store;
    private final String key;

    Probe(ObjectStore store, String key) {
        this.store = store;
        this.key = key;
    }

    /** @throws ApiException of kind ARCHIVE where the server cannot serve as an archive */
    ArchiveProfile run(Clock clock) {
        boolean checking = refusesWrongChecksum();
        boolean conditional = writesOnce();
        Optional<Head> head = store.head(key);
        requireReadable();
        boolean checksums = checking
                && head.flatMap(Head::sha256).filter(Sha256.of(CANARY)::equals).isPresent();
        deleteWherePermitted();
        return new ArchiveProfile(conditional, checksums, clock.instant());
    }

    private boolean refusesWrongChecksum() {
        try {
            store.put(write(Sha256.of(new byte[0]), false));
            return false;
        } catch (ApiException e) {
            return true; // or refuses everything, which the next write will show
        }
    }

    private boolean writesOnce() {
        store.put(write(Sha256.of(CANARY), false));
        try {
            return store.put(write(Sha256.of(CANARY), true)) == Written.EXISTS;
        } catch (ApiException e) {
            return false; // a server that knows no conditional writes may refuse them
        }
    }

    private void requireReadable() {
        byte[] expected = Arrays.copyOfRange(CANARY, 1, 9);
        try (InputStream in = store.readRange(key, 1, expected.length)) {
            if (!Arrays.equals(in.readAllBytes(), expected)) {
                throw unusable("reading a range of it gives other bytes", null);
            }
        } catch (IOException e) {
            throw unusable("reading it broke off", e);
        }
    }

    private ApiException unusable(String why, @org.jspecify.annotations.Nullable Exception cause) {
        return new ApiException(
                ApiException.Kind.ARCHIVE, "Cannot use the archive: " + key + " was written, but " + why, cause);
    }

    private void deleteWherePermitted() {
        try {
            store.delete(key);
        } catch (ApiException e) {
            // a policy without s3:DeleteObject is a good one: the canary stays, and the next probe finds it in place
        }
    }

    private static Map<String, String> headers() {
        return Map.of("content-type", "application/json");
    }

    private Write write(String sha256, boolean onlyIfAbsent) {
        return new Write(key, MemoryBody.of(CANARY), headers(), Map.of(), sha256, onlyIfAbsent);
    }
}
