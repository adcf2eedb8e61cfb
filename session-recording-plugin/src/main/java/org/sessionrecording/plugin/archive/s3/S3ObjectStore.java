package org.sessionrecording.plugin.archive.s3;

import java.io.InputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.MultipartUploads;
import org.sessionrecording.plugin.archive.ObjectStore;
import org.sessionrecording.plugin.settings.Checksum;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A bucket behind the AWS SDK. */
final class S3ObjectStore implements ObjectStore {
    private static final int PRECONDITION_FAILED = 412;

    private final S3Bucket bucket;
    private final S3Lists lists;
    private final S3Deletes deletes;
    private final S3Multipart multipart;

    S3ObjectStore(S3Bucket bucket) {
        this.bucket = bucket;
        this.lists = new S3Lists(bucket);
        this.deletes = new S3Deletes(bucket);
        this.multipart = new S3Multipart(bucket);
    }

    @Override
    public Written put(Write write) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket.name())
                .key(write.key())
                .contentLength(write.body().length())
                .contentType(write.headers().get("content-type"))
                .contentEncoding(write.headers().get("content-encoding"))
                .cacheControl(write.headers().get("cache-control"))
                .metadata(write.metadata())
                .overrideConfiguration(bucket.deadlines().of(write.body().length()));
        if (bucket.checksum() == Checksum.SHA256) {
            request.checksumSHA256(S3Bucket.base64(write.sha256()));
        } else if (bucket.checksum() == Checksum.MD5) {
            request.contentMD5(S3Bucket.md5(write.body()));
        }
        if (write.onlyIfAbsent()) {
            request.ifNoneMatch("*");
        }
        try {
            bucket.client()
                    .putObject(
                            request.build(),
                            S3Bucket.request(write.body(), write.headers().get("content-type")));
            return Written.WRITTEN;
        } catch (SdkException e) {
            if (write.onlyIfAbsent() && S3Bucket.status(e) == PRECONDITION_FAILED) {
                return Written.EXISTS;
            }
            throw S3Failures.translate("write", bucket.name(), write.key(), "s3:PutObject", e);
        }
    }

    @Override
    public Optional<Head> head(String key) {
        return bucket.unlessMissing("look at", key, () -> {
            HeadObjectResponse head = bucket.client().headObject(request -> request.bucket(bucket.name())
                    .key(key)
                    .checksumMode(ChecksumMode.ENABLED)
                    .overrideConfiguration(bucket.deadlines().of(0)));
            return new Head(head.contentLength(), wholeSha256(head));
        });
    }

    /** That of an object sent in parts may be a checksum of its parts' checksums: it proves nothing of the whole. */
    private static Optional<String> wholeSha256(HeadObjectResponse head) {
        return Optional.ofNullable(head.checksumSHA256())
                .filter(checksum -> head.checksumType() != ChecksumType.COMPOSITE && !checksum.contains("-"))
                .map(checksum -> HexFormat.of().formatHex(Base64.getDecoder().decode(checksum)));
    }

    @Override
    public Optional<Content> read(String key) {
        return bucket.unlessMissing("read", key, () -> {
            ResponseInputStream<GetObjectResponse> in = open(get(key).build());
            long bytes = in.response().contentLength();
            return new Content(bytes, exact(in, bytes));
        });
    }

    @Override
    public InputStream readRange(String key, long offset, long length) {
        GetObjectRequest request =
                get(key).range("bytes=" + offset + "-" + (offset + length - 1)).build();
        return bucket.unlessMissing("read", key, () -> {
                    ResponseInputStream<GetObjectResponse> in = open(request);
                    requireRange(key, length, in);
                    return exact(in, length);
                })
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.MISSING,
                        "Cannot read " + key + ": bucket '" + bucket.name()
                                + "' does not hold it (was it deleted or moved?)"));
    }

    /**
     * Without the SDK's own limit on how long it may lie unread, which is watched by a thread that nobody can end: whoever
     * reads here closes what was opened.
     */
    private ResponseInputStream<GetObjectResponse> open(GetObjectRequest request) {
        return bucket.client().getObject(request, ResponseTransformer.toInputStream(Duration.ZERO));
    }

    private InputStream exact(ResponseInputStream<GetObjectResponse> in, long length) {
        return new ExactStream(in, length, in::abort, bucket.deadlines().attempt(length));
    }

    private void requireRange(String key, long length, ResponseInputStream<GetObjectResponse> in) {
        if (in.response().contentLength() != length) {
            in.abort();
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot read " + key + ": bucket '" + bucket.name() + "' gives "
                            + in.response().contentLength() + " of " + length
                            + " bytes (the object was cut, or ranges are not honoured)");
        }
    }

    private GetObjectRequest.Builder get(String key) {
        return GetObjectRequest.builder()
                .bucket(bucket.name())
                .key(key)
                .overrideConfiguration(bucket.deadlines().of(0));
    }

    @Override
    public void delete(String key) {
        deletes.delete(key);
    }

    @Override
    public Map<String, String> deleteAll(List<String> keys) {
        return deletes.deleteAll(keys);
    }

    @Override
    public void deleteVersion(String key, String versionId) {
        deletes.deleteVersion(key, versionId);
    }

    @Override
    public Page list(String prefix, String after) {
        return lists.list(prefix, after);
    }

    @Override
    public List<Version> versions(String key) {
        return lists.versions(key);
    }

    @Override
    public Versioning versioning() {
        return lists.versioning();
    }

    @Override
    public Optional<String> objectLock() {
        return lists.objectLock();
    }

    @Override
    public MultipartUploads multipart() {
        return multipart;
    }
}
