package org.sessionrecording.plugin.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Url;

/** A bucket that keeps what is deleted, with locks on some versions and uploads that were begun. */
final class VersionedBucket implements ObjectStores, ObjectStore, MultipartUploads {
    final Map<String, List<Entry>> entries = new TreeMap<>();
    final Set<String> locked = new HashSet<>();
    final List<Upload> uploads = new ArrayList<>();
    boolean away;
    private int numbers;

    record Entry(String id, byte[] bytes, boolean marker) {}

    private void requireReachable() {
        if (away) {
            throw new ApiException(ApiException.Kind.ARCHIVE, "Cannot reach the bucket: it is away");
        }
    }

    private List<Entry> of(String key) {
        return entries.computeIfAbsent(key, none -> new ArrayList<>());
    }

    @Override
    public ObjectStore open(S3Url place, ArchiveSettings settings) {
        return this;
    }

    @Override
    public Written put(Write write) {
        requireReachable();
        if (write.onlyIfAbsent() && head(write.key()).isPresent()) {
            return Written.EXISTS;
        }
        try (InputStream in = write.body().open()) {
            of(write.key()).add(0, new Entry("v" + ++numbers, in.readAllBytes(), false));
            return Written.WRITTEN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Entry> latest(String key) {
        return of(key).stream().findFirst().filter(entry -> !entry.marker());
    }

    @Override
    public Optional<Head> head(String key) {
        requireReachable();
        return latest(key).map(entry -> new Head(entry.bytes().length, Optional.empty()));
    }

    @Override
    public Optional<Content> read(String key) {
        requireReachable();
        return latest(key).map(entry -> new Content(entry.bytes().length, new ByteArrayInputStream(entry.bytes())));
    }

    @Override
    public InputStream readRange(String key, long offset, long length) {
        return new ByteArrayInputStream(latest(key).orElseThrow().bytes(), (int) offset, (int) length);
    }

    @Override
    public void delete(String key) {
        requireReachable();
        of(key).add(0, new Entry("v" + ++numbers, new byte[0], true));
    }

    @Override
    public Map<String, String> deleteAll(List<String> keys) {
        keys.forEach(this::delete);
        return Map.of();
    }

    @Override
    public Page list(String prefix, String after) {
        return new Page(
                entries.keySet().stream()
                        .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                        .filter(key -> latest(key).isPresent())
                        .map(key -> new Listed(key, 1, Instant.EPOCH))
                        .toList(),
                false);
    }

    @Override
    public Versioning versioning() {
        return Versioning.ON;
    }

    @Override
    public List<Version> versions(String key) {
        requireReachable();
        List<Version> versions = new ArrayList<>();
        for (Entry entry : of(key)) {
            versions.add(
                    new Version(entry.id(), entry.marker(), versions.isEmpty(), entry.bytes().length, Instant.EPOCH));
        }
        return versions;
    }

    @Override
    public void deleteVersion(String key, String versionId) {
        requireReachable();
        if (locked.contains(versionId)) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE, "Cannot delete version " + versionId + ": the server answered 403");
        }
        of(key).removeIf(entry -> entry.id().equals(versionId));
    }

    @Override
    public Optional<String> objectLock() {
        return Optional.of("GOVERNANCE 30 days");
    }

    @Override
    public MultipartUploads multipart() {
        return this;
    }

    @Override
    public Upload begin(String key, Map<String, String> headers, Map<String, String> metadata) {
        Upload upload = new Upload(key, "u" + ++numbers);
        uploads.add(upload);
        return upload;
    }

    @Override
    public SentPart send(Upload upload, Part part) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Written complete(Upload upload, List<SentPart> parts, boolean onlyIfAbsent) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abort(Upload upload) {
        requireReachable();
        uploads.remove(upload);
    }

    @Override
    public List<Upload> open(String key) {
        return uploads.stream().filter(upload -> upload.key().equals(key)).toList();
    }

    @Override
    public List<Upload> forgotten(String key, Instant begunBefore) {
        throw new UnsupportedOperationException();
    }
}
