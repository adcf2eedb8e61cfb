package org.sessionrecording.plugin.archive.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.sessionrecording.plugin.archive.MultipartUploads;
import org.sessionrecording.plugin.archive.ObjectStore.Written;
import org.sessionrecording.plugin.settings.Checksum;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Objects sent in parts. */
final class S3Multipart implements MultipartUploads {
    private static final int PRECONDITION_FAILED = 412;
    private static final String ACTION = "s3:PutObject";

    private final S3Bucket bucket;

    S3Multipart(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public Upload begin(String key, Map<String, String> headers, Map<String, String> metadata) {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket.name())
                .key(key)
                .contentType(headers.get("content-type"))
                .contentEncoding(headers.get("content-encoding"))
                .cacheControl(headers.get("cache-control"))
                .metadata(metadata)
                .overrideConfiguration(bucket.deadlines().of(0));
        if (bucket.checksum() == Checksum.SHA256) {
            request.checksumAlgorithm(ChecksumAlgorithm.SHA256);
        }
        return bucket.call(
                "begin an upload to",
                key,
                ACTION,
                () -> new Upload(
                        key,
                        bucket.client().createMultipartUpload(request.build()).uploadId()));
    }

    @Override
    public SentPart send(Upload upload, Part part) {
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(bucket.name())
                .key(upload.key())
                .uploadId(upload.id())
                .partNumber(part.number())
                .contentLength(part.body().length())
                .overrideConfiguration(bucket.deadlines().of(part.body().length()));
        if (bucket.checksum() == Checksum.SHA256) {
            request.checksumSHA256(S3Bucket.base64(part.sha256()));
        } else if (bucket.checksum() == Checksum.MD5) {
            request.contentMD5(S3Bucket.md5(part.body()));
        }
        return bucket.call(
                "write part " + part.number() + " of",
                upload.key(),
                ACTION,
                () -> new SentPart(
                        part.number(),
                        bucket.client()
                                .uploadPart(request.build(), S3Bucket.request(part.body(), "application/octet-stream"))
                                .eTag(),
                        part.sha256()));
    }

    @Override
    public Written complete(Upload upload, List<SentPart> parts, boolean onlyIfAbsent) {
        CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                .bucket(bucket.name())
                .key(upload.key())
                .uploadId(upload.id())
                .multipartUpload(completed ->
                        completed.parts(parts.stream().map(this::completed).toList()))
                .overrideConfiguration(bucket.deadlines().ofJoining(parts.size()));
        if (onlyIfAbsent) {
            request.ifNoneMatch("*");
        }
        try {
            bucket.client().completeMultipartUpload(request.build());
            return Written.WRITTEN;
        } catch (SdkException e) {
            boolean exists = onlyIfAbsent && S3Bucket.status(e) == PRECONDITION_FAILED;
            if (exists || S3Bucket.code(e).equals("NoSuchUpload")) {
                return Written.EXISTS;
            }
            throw S3Failures.translate("complete the upload of", bucket.name(), upload.key(), ACTION, e);
        }
    }

    private CompletedPart completed(SentPart part) {
        return CompletedPart.builder()
                .partNumber(part.number())
                .eTag(part.etag())
                .checksumSHA256(bucket.checksum() == Checksum.SHA256 ? S3Bucket.base64(part.sha256()) : null)
                .build();
    }

    @Override
    public void abort(Upload upload) {
        try {
            bucket.client().abortMultipartUpload(request -> request.bucket(bucket.name())
                    .key(upload.key())
                    .uploadId(upload.id())
                    .overrideConfiguration(bucket.deadlines().of(0)));
        } catch (SdkException e) {
            if (!S3Bucket.code(e).equals("NoSuchUpload")) {
                throw S3Failures.translate(
                        "abort the upload of", bucket.name(), upload.key(), "s3:AbortMultipartUpload", e);
            }
        }
    }

    @Override
    public List<Upload> open(String key) {
        return open(key, upload -> true);
    }

    @Override
    public List<Upload> forgotten(String key, Instant begunBefore) {
        return open(
                key, upload -> upload.initiated() != null && upload.initiated().isBefore(begunBefore));
    }

    private List<Upload> open(String key, Predicate<MultipartUpload> wanted) {
        List<Upload> uploads = new ArrayList<>();
        ListMultipartUploadsResponse answer = null;
        do {
            String keyMarker = answer == null ? null : answer.nextKeyMarker();
            String idMarker = answer == null ? null : answer.nextUploadIdMarker();
            answer = bucket.call("list uploads of", key, "s3:ListBucketMultipartUploads", () -> bucket.client()
                    .listMultipartUploads(request -> request.bucket(bucket.name())
                            .prefix(key)
                            .keyMarker(keyMarker)
                            .uploadIdMarker(idMarker)
                            .overrideConfiguration(bucket.deadlines().of(0))));
            answer.uploads().stream()
                    .filter(upload -> upload.key().equals(key) && wanted.test(upload))
                    .forEach(upload -> uploads.add(new Upload(key, upload.uploadId())));
        } while (bucket.goesOn(key, answer.isTruncated(), answer.nextKeyMarker()));
        return List.copyOf(uploads);
    }
}
