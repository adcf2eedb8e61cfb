package org.sessionrecording.plugin.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.plugin.archive.Body;
import org.sessionrecording.plugin.archive.MultipartUploads;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.archive.ObjectStores;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Url;

/** Stands before real buckets and makes writes of some keys go wrong while it says they went well. */
public final class FaultyStores implements ObjectStores {
    private final ObjectStores real;
    private volatile Predicate<String> afflicted = key -> false;
    private volatile UnaryOperator<byte[]> fault = UnaryOperator.identity();
    private volatile @Nullable Runnable afterPut;

    public FaultyStores(ObjectStores real) {
        this.real = real;
    }

    /** Writes of these keys store {@code fault} of what was sent; empty bytes: nothing at all. */
    public void afflict(Predicate<String> keys, UnaryOperator<byte[]> with) {
        afflicted = keys;
        fault = with;
    }

    /** Called after each write of an afflicted key. */
    public void afterPut(Runnable action) {
        afflicted = key -> key.contains("/v1/");
        fault = UnaryOperator.identity();
        afterPut = action;
    }

    public void heal() {
        afflicted = key -> false;
    }

    public static byte[] half(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    public static byte[] other(byte[] bytes) {
        byte[] other = bytes.clone();
        other[other.length / 2] ^= 1;
        return other;
    }

    @Override
    public ObjectStore open(S3Url place, ArchiveSettings settings) {
        return new Faulty(real.open(place, settings));
    }

    private final class Faulty implements ObjectStore {
        private final ObjectStore store;

        Faulty(ObjectStore store) {
            this.store = store;
        }

        @Override
        public Written put(Write write) {
            if (!afflicted.test(write.key())) {
                return store.put(write);
            }
            byte[] kept = fault.apply(bytes(write.body()));
            Written written = kept.length == 0 ? Written.WRITTEN : store.put(of(write, kept));
            Runnable action = afterPut;
            if (action != null) {
                action.run();
            }
            return written;
        }

        private Write of(Write write, byte[] kept) {
            Body body = new Body() {
                @Override
                public long length() {
                    return kept.length;
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(kept);
                }
            };
            String sha256 = org.sessionrecording.plugin.archive.Sha256.of(kept);
            return new Write(write.key(), body, write.headers(), write.metadata(), sha256, write.onlyIfAbsent());
        }

        private static byte[] bytes(Body body) {
            try (InputStream in = body.open()) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public Optional<Head> head(String key) {
            return store.head(key);
        }

        @Override
        public Optional<Content> read(String key) {
            return store.read(key);
        }

        @Override
        public InputStream readRange(String key, long offset, long length) {
            return store.readRange(key, offset, length);
        }

        @Override
        public void delete(String key) {
            store.delete(key);
        }

        @Override
        public Map<String, String> deleteAll(List<String> keys) {
            return store.deleteAll(keys);
        }

        @Override
        public Page list(String prefix, String after) {
            return store.list(prefix, after);
        }

        @Override
        public Versioning versioning() {
            return store.versioning();
        }

        @Override
        public List<Version> versions(String key) {
            return store.versions(key);
        }

        @Override
        public void deleteVersion(String key, String versionId) {
            store.deleteVersion(key, versionId);
        }

        @Override
        public Optional<String> objectLock() {
            return store.objectLock();
        }

        @Override
        public MultipartUploads multipart() {
            return store.multipart();
        }
    }
}
