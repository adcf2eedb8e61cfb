package org.sessionrecording.plugin.archive.s3;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.plugin.archive.Body;
import org.sessionrecording.plugin.settings.Checksum;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What all requests to one bucket share. */
record S3Bucket(S3Client client, String name, Checksum checksum, Deadlines deadlines) {
    private static final int NOT_FOUND = 404;
    private static final int BUFFER = 128 * 1024;

    /**
     * @param doing e.g. {@code "write"}
     * @param action the permission it takes, e.g. {@code "s3:PutObject"}
     */
    <T> T call(String doing, String key, String action, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw S3Failures.translate(doing, name, key, action, e);
        }
    }

    /** Empty where there is no such object; a missing bucket is a failure. */
    <T> Optional<T> unlessMissing(String doing, String key, Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (SdkException e) {
            if (status(e) == NOT_FOUND && !code(e).equals("NoSuchBucket")) {
                return Optional.empty();
            }
            throw S3Failures.translate(doing, name, key, "s3:GetObject and s3:ListBucket", e);
        }
    }

    /**
     * Whether more of exactly this key may follow in a list of all keys that begin with it, of which it is the first.
     *
     * @throws ApiException where the answer was cut and does not say where to go on: it must not pass for a whole one
     */
    boolean goesOn(String key, @Nullable Boolean truncated, @Nullable String nextKey) {
        if (!Boolean.TRUE.equals(truncated)) {
            return false;
        }
        if (nextKey == null) {
            throw unreliable(key, "says that more follows and not where");
        }
        return nextKey.equals(key);
    }

    ApiException unreliable(String key, String why) {
        return new ApiException(
                ApiException.Kind.ARCHIVE,
                "Cannot list " + key + ": bucket '" + name + "' " + why
                        + " (the server does not list as S3 does: use another)");
    }

    static int status(SdkException e) {
        return e instanceof S3Exception answered ? answered.statusCode() : 0;
    }

    /** The server's error code; empty where it gave none. */
    static String code(SdkException e) {
        boolean given = e instanceof S3Exception answered
                && answered.awsErrorDetails() != null
                && answered.awsErrorDetails().errorCode() != null;
        return given ? ((S3Exception) e).awsErrorDetails().errorCode() : "";
    }

    /** A body that each try opens anew. */
    static RequestBody request(Body body, String contentType) {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromInputStreamSupplier(body::open), body.length(), contentType);
    }

    static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    /** Reads the body once. */
    static String md5(Body body) {
        try (InputStream in = body.open()) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (IOException e) {
            throw new ApiException(ApiException.Kind.STORE, "Cannot hash what is to be written: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash: this Java has no MD5", e);
        }
    }
}
