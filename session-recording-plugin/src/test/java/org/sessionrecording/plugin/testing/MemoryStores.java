package org.sessionrecording.plugin.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.MultipartUploads;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.ObjectStores;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Url;

/** One bucket in memory. */
public final class MemoryStores implements ObjectStores, ObjectStore {
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> metadata = new ConcurrentHashMap<>();
    private final Uploads uploads = new Uploads();

    private volatile boolean refusing;

    /** The bytes themselves: changing them changes the object. */
    public byte[] object(String key) {
        return objects.get(key);
    }

    public Map<String, String> metadata(String key) {
        return metadata.get(key);
    }

    public void clear() {
        objects.clear();
    }

    /** Answers nobody from now on. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    @Override
    public ObjectStore open(S3Url place, ArchiveSettings settings) {
        if (refusing) {
            throw new ApiException(ApiException.Kind.ARCHIVE, "Cannot reach the archive: it is down");
        }
        return this;
    }

    @Override
    public Written put(Write write) {
        try (InputStream in = write.body().open()) {
            byte[] bytes = in.readAllBytes();
            if (write.onlyIfAbsent()) {
                if (objects.putIfAbsent(write.key(), bytes) != null) {
                    return Written.EXISTS;
                }
            } else {
                objects.put(write.key(), bytes);
            }
            metadata.put(write.key(), write.metadata());
            return Written.WRITTEN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Head> head(String key) {
        return Optional.ofNullable(objects.get(key)).map(bytes -> new Head(bytes.length, Optional.empty()));
    }

    @Override
    public Optional<Content> read(String key) {
        return Optional.ofNullable(objects.get(key))
                .map(bytes -> new Content(bytes.length, new ByteArrayInputStream(bytes)));
    }

    @Override
    public InputStream readRange(String key, long offset, long length) {
        byte[] bytes = objects.get(key);
        if (bytes != null && offset + length > bytes.length) {
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot read " + key + ": there are " + (bytes.length - offset) + " of " + length + " bytes");
        }
        if (bytes == null) {
            throw new ApiException(ApiException.Kind.MISSING, "Cannot read " + key + ": it is not there");
        }
        return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public Map<String, String> deleteAll(List<String> keys) {
        keys.forEach(this::delete);
        return Map.of();
    }

    @Override
    public Page list(String prefix, String after) {
        return new Page(
                objects.keySet().stream()
                        .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                        .sorted()
                        .map(key -> new Listed(key, objects.get(key).length, Instant.EPOCH))
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
        return uploads;
    }

    private final class Uploads implements MultipartUploads {
        private final Map<Upload, Map<Integer, byte[]>> open = new ConcurrentHashMap<>();
        private final Map<Upload, Instant> begun = new ConcurrentHashMap<>();
        private final AtomicInteger last = new AtomicInteger();

        @Override
        public Upload begin(String key, Map<String, String> headers, Map<String, String> given) {
            Upload upload = new Upload(key, "upload-" + last.incrementAndGet());
            open.put(upload, new TreeMap<>());
            begun.put(upload, Instant.now());
            metadata.put(key, given);
            return upload;
        }

        @Override
        public SentPart send(Upload upload, Part part) {
            try (InputStream in = part.body().open()) {
                open.get(upload).put(part.number(), in.readAllBytes());
                return new SentPart(part.number(), "etag", part.sha256());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Written complete(Upload upload, List<SentPart> parts, boolean onlyIfAbsent) {
            Map<Integer, byte[]> sent = open.get(upload);
            if (sent == null || (onlyIfAbsent && objects.containsKey(upload.key()))) {
                return Written.EXISTS;
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            sent.values().forEach(whole::writeBytes);
            objects.put(upload.key(), whole.toByteArray());
            open.remove(upload);
            return Written.WRITTEN;
        }

        @Override
        public void abort(Upload upload) {
            open.remove(upload);
        }

        @Override
        public List<Upload> open(String key) {
            return open.keySet().stream()
                    .filter(upload -> upload.key().equals(key))
                    .toList();
        }

        @Override
        public List<Upload> forgotten(String key, Instant begunBefore) {
            return open(key).stream()
                    .filter(upload -> begun.get(upload).isBefore(begunBefore))
                    .toList();
        }
    }
}
