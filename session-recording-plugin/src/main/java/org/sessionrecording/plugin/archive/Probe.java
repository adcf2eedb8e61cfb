package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.MultipartUploads.Part;
import org.sessionrecording.plugin.archive.MultipartUploads.SentPart;
import org.sessionrecording.plugin.archive.MultipartUploads.Upload;
import org.sessionrecording.plugin.archive.ObjectStore.Content;
import org.sessionrecording.plugin.archive.ObjectStore.Head;
import org.sessionrecording.plugin.archive.ObjectStore.Versioning;
import org.sessionrecording.plugin.archive.ObjectStore.Write;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.archive.ProbeReport.Ability;
import org.sessionrecording.plugin.archive.ProbeReport.Finding;

/**
 * Tries a server with one small object: what it must be able to do, and what it may. The object is deleted again where that
 * is allowed.
 */
final class Probe {
    private static final byte[] CANARY = "{\"canary\":true}".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> HEADERS = Map.of("content-type", "application/json");

    private static final Duration LONGEST_PROBE = Duration.ofHours(1);

    private final ObjectStore store;
    private final String key;
    private final Map<Ability, Finding> findings = new EnumMap<>(Ability.class);

    Probe(ObjectStore store, String key) {
        this.store = store;
        this.key = key;
    }

    private interface Trial {
        /** Empty where the server can do it; else why not. */
        Optional<String> run() throws IOException;
    }

    /** Tries what a run has to know; after a write that fails, nothing else. */
    ProbeReport run(Clock clock) {
        return run(clock, false);
    }

    /** Tries what people want to know besides. */
    ProbeReport runAll(Clock clock) {
        return run(clock, true);
    }

    /** Writes and deletes, and nothing else: why it cannot be written; empty where it can. */
    Optional<String> writeAlone() {
        tryOut(Ability.WRITE, this::write);
        tryOut(Ability.DELETE, this::delete);
        Finding written = findings.get(Ability.WRITE);
        return written == null || written.able() ? Optional.empty() : Optional.of(written.reason());
    }

    private ProbeReport run(Clock clock, boolean all) {
        boolean checking = refusesWrongChecksum();
        if (tryOut(Ability.WRITE, this::write)) {
            tryOut(Ability.READ, this::read);
            tryOut(Ability.RANGE, this::range);
            tryOut(Ability.CONDITIONAL_WRITE, this::writeOnce);
            tryOut(Ability.CHECKSUM, () -> checksum(checking));
            dropForgotten(clock.instant().minus(LONGEST_PROBE));
            if (tryOut(Ability.PARTS, () -> parts(false))) {
                tryOut(Ability.CONDITIONAL_PARTS, () -> parts(true));
            }
            if (all) {
                tryOut(Ability.LIST, this::list);
                tryOut(Ability.VERSIONS, this::versions);
                tryOut(Ability.OBJECT_LOCK, this::objectLock);
            }
            tryOut(Ability.DELETE, this::delete);
        }
        return new ProbeReport(findings, clock.instant());
    }

    private boolean tryOut(Ability ability, Trial trial) {
        Optional<String> lacking;
        try {
            lacking = trial.run();
        } catch (IOException | ApiException e) {
            lacking = Optional.of(String.valueOf(e.getMessage()));
        }
        findings.put(ability, new Finding(lacking.isEmpty(), lacking.orElse("")));
        return lacking.isEmpty();
    }

    private boolean refusesWrongChecksum() {
        try {
            store.put(canary(Sha256.of(new byte[0]), false));
            return false;
        } catch (ApiException e) {
            return true; // or refuses everything, which the next write will show
        }
    }

    private Optional<String> write() {
        store.put(canary(Sha256.of(CANARY), false));
        return Optional.empty();
    }

    private Optional<String> read() throws IOException {
        Optional<Content> content = store.read(key);
        if (content.isEmpty()) {
            return Optional.of(key + " was written and cannot be found");
        }
        try (InputStream in = content.get().stream()) {
            return sameBytes(in.readAllBytes(), CANARY);
        }
    }

    private Optional<String> range() throws IOException {
        byte[] expected = Arrays.copyOfRange(CANARY, 1, 9);
        try (InputStream in = store.readRange(key, 1, expected.length)) {
            return sameBytes(in.readAllBytes(), expected);
        }
    }

    private Optional<String> sameBytes(byte[] found, byte[] expected) {
        return Arrays.equals(found, expected)
                ? Optional.empty()
                : Optional.of("reading " + key + " gives other bytes than were written");
    }

    private Optional<String> writeOnce() {
        return store.put(canary(Sha256.of(CANARY), true)) == Written.EXISTS
                ? Optional.empty()
                : Optional.of("it overwrites in spite of If-None-Match");
    }

    private Optional<String> checksum(boolean checking) {
        if (!checking) {
            return Optional.of("it takes a wrong checksum, so objects are read back");
        }
        boolean kept = store.head(key)
                .flatMap(Head::sha256)
                .filter(Sha256.of(CANARY)::equals)
                .isPresent();
        return kept ? Optional.empty() : Optional.of("it keeps no checksum, so objects are read back");
    }

    private Optional<String> list() {
        boolean listed = store.list(key, "").objects().stream()
                .anyMatch(object -> object.key().equals(key));
        return listed ? Optional.empty() : Optional.of(key + " was written and is not listed");
    }

    /** What a probe began whose answers were lost. A younger upload may be another host's probe, under way. */
    private void dropForgotten(Instant begunBefore) {
        MultipartUploads uploads = store.multipart();
        try {
            uploads.forgotten(key, begunBefore).forEach(uploads::abort);
        } catch (ApiException e) {
            return; // not ours to list, or not now: it holds the canary's few bytes, and the next probe tries again
        }
    }

    /** Over the canary: a conditional one must find it in its way. */
    private Optional<String> parts(boolean onlyIfAbsent) throws IOException {
        MultipartUploads uploads = store.multipart();
        Upload upload = uploads.begin(key, HEADERS, Map.of());
        try {
            SentPart sent = uploads.send(upload, new Part(1, MemoryBody.of(CANARY), Sha256.of(CANARY)));
            Written written = uploads.complete(upload, List.of(sent), onlyIfAbsent);
            if (onlyIfAbsent) {
                return written == Written.EXISTS
                        ? Optional.empty()
                        : Optional.of("it overwrites in spite of If-None-Match");
            }
            return read();
        } finally {
            uploads.abort(upload);
        }
    }

    private Optional<String> versions() {
        Versioning versioning = store.versioning();
        return versioning == Versioning.ON ? Optional.empty() : Optional.of("the bucket keeps no versions");
    }

    private Optional<String> objectLock() {
        return store.objectLock().isPresent() ? Optional.empty() : Optional.of("the bucket locks no objects");
    }

    /** A policy without s3:DeleteObject is a good one: the canary stays, and the next probe finds it in place. */
    private Optional<String> delete() {
        store.delete(key);
        return store.head(key).isEmpty() ? Optional.empty() : Optional.of(key + " was deleted and is still there");
    }

    private Write canary(String sha256, boolean onlyIfAbsent) {
        return new Write(key, MemoryBody.of(CANARY), HEADERS, Map.of(), sha256, onlyIfAbsent);
    }
}
