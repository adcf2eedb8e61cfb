package org.sessionrecording.plugin.archive.s3;

import org.sessionrecording.api.ApiException;
import software.amazon.awssdk.core.exception.AbortedException;
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
        ApiException ours = ownCause(e);
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
        String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
        String answered = "answered " + e.statusCode() + (code == null || code.isEmpty() ? "" : " " + code);
        return answered + " " + advice(e.statusCode(), String.valueOf(code), action);
    }

    private static String advice(int status, String code, String action) {
        if (code.equals("InvalidAccessKeyId") || code.equals("SignatureDoesNotMatch")) {
            return "(check s3_access_key and s3_secret_key)";
        }
        if (code.equals("InvalidObjectState")) {
            return "(the object was moved to cold storage: restore it there first)";
        }
        return switch (status) {
            case 301, 307, 400 -> "(check region, endpoint and style in s3_url, and s3_checksum)";
            case 401, 403 -> "(grant " + action + " on session_recording/*)";
            case 404 -> "(create the bucket, or correct s3_url)";
            case 409, 429, 500, 502, 503, 504 -> "(the server is busy or ill: it is tried again)";
            case 501 -> "(the server lacks something: try s3_checksum none)";
            default -> "(look at the server's log)";
        };
    }

    private static String silence(SdkException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "cannot be reached: " + root.getClass().getSimpleName() + " " + root.getMessage()
                + " (check the endpoint in s3_url and the network)";
    }

    private static @org.jspecify.annotations.Nullable ApiException ownCause(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApiException ours) {
                return ours;
            }
        }
        return null;
    }
}
