package org.sessionrecording.plugin.archive.s3;

import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says what a failure means and what to do about it. */
final class S3Failures {
    private S3Failures() {}

    /**
     * @param doing e.g. {@code "write"}
     * @param action the permission it takes, e.g. {@code "s3:PutObject"}
     */
    static ApiException translate(String doing, String bucket, String key, String action, SdkException e) {
        ApiException ours = cause(e, ApiException.class);
        if (ours != null) {
            return ours;
        }
        if (e instanceof AbortedException) {
            Thread.currentThread().interrupt();
        }
        String what = "Cannot " + doing + " " + key + ": bucket '" + bucket + "' ";
        String why = e instanceof S3Exception answered ? answer(answered, action) : silence(e);
        return new ApiException(ApiException.Kind.ARCHIVE, what + why, e);
    }

    private static String answer(S3Exception e, String action) {
        String code = S3Bucket.code(e);
        return "answered " + e.statusCode() + (code.isEmpty() ? "" : " " + code) + " (" + advice(e, code, action) + ")";
    }

    private static String advice(S3Exception e, String code, String action) {
        Optional<String> byCode = byCode(e, code);
        if (byCode.isPresent()) {
            return byCode.get();
        }
        String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
        if (message.contains("object lock")) {
            return "Object Lock keeps it until its retention ends";
        }
        if (message.contains("kms")) {
            return "allow kms:GenerateDataKey and kms:Decrypt on the bucket's key";
        }
        if (message.contains("content-md5")) {
            return "set s3_checksum to md5";
        }
        return byStatus(e.statusCode(), action);
    }

    private static Optional<String> byCode(S3Exception e, String code) {
        if (code.startsWith("KMS.")) {
            return Optional.of("the bucket's KMS key cannot be used: enable it");
        }
        return Optional.ofNullable(
                switch (code) {
                    case "InvalidAccessKeyId", "SignatureDoesNotMatch" -> "check s3_access_key and s3_secret_key";
                    case "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestExpired" ->
                        "the credentials expired: renew them";
                    case "RequestTimeTooSkewed" -> "the clocks differ: set this machine's, or the server's";
                    case "NoSuchBucket" -> "create the bucket, or correct s3_url";
                    case "InvalidObjectState" -> "the object was moved to cold storage: restore it there first";
                    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed" -> region(e);
                    case "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch" ->
                        "the bytes changed on their way: it is tried again";
                    case "InvalidDigest", "MissingContentMD5" -> "set s3_checksum to md5, or to none";
                    case "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge", "InsufficientStorage" ->
                        "the server is full or sets a limit: make room";
                    default -> null;
                });
    }

    private static String byStatus(int status, String action) {
        return switch (status) {
            case 301, 302, 307 -> "check region, endpoint and style in s3_url";
            case 400 -> "check region, endpoint and style in s3_url, and try another s3_checksum";
            case 401, 403 -> "grant " + action + " on session_recording/*";
            case 404 -> "create the bucket, or correct s3_url";
            case 408, 409, 429, 500, 502, 503, 504 -> "the server is busy or ill: it is tried again";
            case 501 -> "the server lacks something: try another s3_checksum";
            case 507 -> "the server is full: make room";
            default -> "look at the server's log";
        };
    }

    private static String region(S3Exception e) {
        Optional<String> named = e.awsErrorDetails().sdkHttpResponse() == null
                ? Optional.empty()
                : e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region");
        return "the bucket is in another region: set region=" + named.orElse("…") + " in s3_url";
    }

    private static String silence(SdkException e) {
        boolean late = cause(e, ApiCallTimeoutException.class) != null
                || cause(e, ApiCallAttemptTimeoutException.class) != null;
        if (late) {
            return "does not answer in time (the server or the network hangs: it is tried again)";
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String why = root.getClass().getSimpleName() + " " + root.getMessage();
        if (cause(e, CertificateException.class) != null
                || root.getClass().getName().contains("CertPath")) {
            return "shows a certificate that this Java does not trust: " + why
                    + " (have the operator add its authority to Java's trust store)";
        }
        if (cause(e, SSLException.class) != null) {
            return "cannot be reached over TLS: " + why + " (check http or https in s3_url)";
        }
        if (cause(e, UnknownHostException.class) != null) {
            return "cannot be found: " + why + " (check the endpoint and style in s3_url)";
        }
        return "cannot be reached: " + why + " (check the endpoint in s3_url and the network)";
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
