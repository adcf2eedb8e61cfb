package org.sessionrecording.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.MultipartUploads;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.ObjectStores;
import org.sessionrecording.plugin.archive.Sha256;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Url;

/** In place of S3: reads what it is given and keeps its length and checksum alone; small objects it keeps and checks. */
final class SinkStores implements ObjectStores, ObjectStore {
    private static final long SMALL = 2_000;

    private final Map<String, Head> heads = new ConcurrentHashMap<>();
    private final Map<String, byte[]> small = new ConcurrentHashMap<>();

    @Override
    public ObjectStore open(S3Url place, ArchiveSettings settings) {
        return this;
    }

    @Override
    public Written put(Write write) {
        if (write.onlyIfAbsent() && heads.containsKey(write.key())) {
            return Written.EXISTS;
        }
        try (InputStream in = write.body().open()) {
            if (write.body().length() < SMALL) {
                keep(write, in.readAllBytes());
            } else {
                drain(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        heads.put(write.key(), new Head(write.body().length(), Optional.of(write.sha256())));
        return Written.WRITTEN;
    }

    private void keep(Write write, byte[] bytes) {
        if (!Sha256.of(bytes).equals(write.sha256())) {
            throw new ApiException(ApiException.Kind.ARCHIVE, "Cannot write: the checksum differs");
        }
        small.put(write.key(), bytes);
    }

    static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (in.read(buffer) >= 0) {
            continue;
        }
    }

    @Override
    public Optional<Head> head(String key) {
        return Optional.ofNullable(heads.get(key));
    }

    @Override
    public Optional<Content> read(String key) {
        return Optional.ofNullable(small.get(key))
                .map(bytes -> new Content(bytes.length, new ByteArrayInputStream(bytes)));
    }

    @Override
    public InputStream readRange(String key, long offset, long length) {
        return new ByteArrayInputStream(small.get(key), (int) offset, (int) length);
    }

    @Override
    public void delete(String key) {
        heads.remove(key);
        small.remove(key);
    }

    @Override
    public Map<String, String> deleteAll(List<String> keys) {
        keys.forEach(this::delete);
        return Map.of();
    }

    @Override
    public Page list(String prefix, String after) {
        return new Page(
                heads.keySet().stream()
                        .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                        .sorted()
                        .map(key -> new Listed(key, heads.get(key).bytes(), Instant.EPOCH))
                        .toList(),
                false);
    }

    @Override
    public Versioning versioning() {
        return Versioning.UNSUPPORTED;
    }

    @Override
    public List<Version> versions(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteVersion(String key, String versionId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> objectLock() {
        return Optional.empty();
    }

    @Override
    public MultipartUploads multipart() {
        throw new ApiException(ApiException.Kind.ARCHIVE, "Cannot take objects in parts");
    }
}
