package org.sessionrecording.plugin.archive.s3;

import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.ObjectStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket behind the AWS SDK. */
final class S3ObjectStore implements ObjectStore {
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final String bucket;
    private final boolean sendChecksum;

    S3ObjectStore(S3Client client, String bucket, boolean sendChecksum) {
        this.client = client;
        this.bucket = bucket;
        this.sendChecksum = sendChecksum;
    }

    @Override
    public Written put(Write write) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(write.key())
                .contentLength(write.body().length())
                .contentType(write.headers().get("content-type"))
                .contentEncoding(write.headers().get("content-encoding"))
                .cacheControl(write.headers().get("cache-control"))
                .metadata(write.metadata())
                .overrideConfiguration(Deadlines.of(write.body().length()));
        if (sendChecksum) {
            request.checksumSHA256(
                    Base64.getEncoder().encodeToString(HexFormat.of().parseHex(write.sha256())));
        }
        if (write.onlyIfAbsent()) {
            request.ifNoneMatch("*");
        }
        RequestBody body = RequestBody.fromContentProvider(
                ContentStreamProvider.fromInputStreamSupplier(write.body()::open),
                write.body().length(),
                write.headers().get("content-type"));
        try {
            client.putObject(request.build(), body);
            return Written.WRITTEN;
        } catch (SdkException e) {
            if (write.onlyIfAbsent() && status(e) == PRECONDITION_FAILED) {
                return Written.EXISTS;
            }
            throw S3Failures.translate("write", bucket, write.key(), "s3:PutObject", e);
        }
    }

    @Override
    public Optional<Head> head(String key) {
        return unlessMissing("look at", key, () -> {
            HeadObjectResponse head = client.headObject(request -> request.bucket(bucket)
                    .key(key)
                    .checksumMode(ChecksumMode.ENABLED)
                    .overrideConfiguration(Deadlines.of(0)));
            return new Head(head.contentLength(), wholeSha256(head));
        });
    }

    private static Optional<String> wholeSha256(HeadObjectResponse head) {
        return Optional.ofNullable(head.checksumSHA256())
                .filter(checksum -> head.checksumType() != ChecksumType.COMPOSITE && !checksum.contains("-"))
                .map(checksum -> HexFormat.of().formatHex(Base64.getDecoder().decode(checksum)));
    }

    @Override
    public Optional<Content> read(String key) {
        return unlessMissing("read", key, () -> {
            ResponseInputStream<GetObjectResponse> in = client.getObject(get(key).build());
            long bytes = in.response().contentLength();
            return new Content(bytes, new ExactStream(in, bytes, in::abort));
        });
    }

    @Override
    public InputStream readRange(String key, long offset, long length) {
        GetObjectRequest request =
                get(key).range("bytes=" + offset + "-" + (offset + length - 1)).build();
        return unlessMissing("read", key, () -> {
                    ResponseInputStream<GetObjectResponse> in = client.getObject(request);
                    InputStream exact = new ExactStream(in, length, in::abort);
                    requireRange(key, length, in);
                    return exact;
                })
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.MISSING,
                        "Cannot read " + key + ": bucket '" + bucket
                                + "' does not hold it (was it deleted or moved?)"));
    }

    private void requireRange(String key, long length, ResponseInputStream<GetObjectResponse> in) {
        if (in.response().contentLength() != length) {
            in.abort();
            throw new ApiException(
                    ApiException.Kind.ARCHIVE,
                    "Cannot read " + key + ": bucket '" + bucket + "' gives "
                            + in.response().contentLength() + " of " + length
                            + " bytes (the object was cut, or ranges are not honoured)");
        }
    }

    private GetObjectRequest.Builder get(String key) {
        return GetObjectRequest.builder().bucket(bucket).key(key).overrideConfiguration(Deadlines.of(0));
    }

    @Override
    public void delete(String key) {
        try {
            client.deleteObject(request -> request.bucket(bucket).key(key).overrideConfiguration(Deadlines.of(0)));
        } catch (SdkException e) {
            throw S3Failures.translate("delete", bucket, key, "s3:DeleteObject", e);
        }
    }

    private <T> Optional<T> unlessMissing(String doing, String key, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (SdkException e) {
            if (status(e) == NOT_FOUND && !isBucketMissing(e)) {
                return Optional.empty();
            }
            throw S3Failures.translate(doing, bucket, key, "s3:GetObject and s3:ListBucket", e);
        }
    }

    private static boolean isBucketMissing(SdkException e) {
        return e instanceof S3Exception answered
                && answered.awsErrorDetails() != null
                && "NoSuchBucket".equals(answered.awsErrorDetails().errorCode());
    }

    private static int status(SdkException e) {
        return e instanceof S3Exception answered ? answered.statusCode() : 0;
    }
}
