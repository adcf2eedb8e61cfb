package org.sessionrecording.plugin.settings;

import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.PluginHost;

/**
 * What the operator said in the environment.
 *
 * @param s3Url default of {@code s3_url}, as given
 * @param defaultCredentials whether projects without keys may use the machine's own identity
 * @param batchBytes stored bytes that a run holds in memory at a time, twice
 */
public record Operator(Optional<String> s3Url, boolean defaultCredentials, long batchBytes) {
    private static final String BATCH_BYTES = "ARCHIVE_BATCH_BYTES";
    /** More makes no run faster. */
    private static final long MOST_USUAL_BATCH = 16L << 20;

    private static final long LEAST_BATCH = 64L << 10;
    private static final long MOST_BATCH = 1L << 30;

    /** With batches of the usual size. */
    public Operator(Optional<String> s3Url, boolean defaultCredentials) {
        this(s3Url, defaultCredentials, usualBatch(Runtime.getRuntime().maxMemory()));
    }

    /**
     * Reads {@code S3_URL}, {@code S3_ALLOW_DEFAULT_CREDENTIALS} and {@code ARCHIVE_BATCH_BYTES}.
     *
     * @throws ApiException of kind CALLER for a value that cannot be used
     */
    public static Operator of(PluginHost host) {
        return new Operator(
                given(host, "S3_URL"),
                given(host, "S3_ALLOW_DEFAULT_CREDENTIALS").filter("on"::equals).isPresent(),
                given(host, BATCH_BYTES)
                        .map(Operator::batchBytes)
                        .orElseGet(() -> usualBatch(Runtime.getRuntime().maxMemory())));
    }

    /** Three of them are at most a sixteenth of the heap. */
    static long usualBatch(long maxHeapBytes) {
        return Math.max(1L << 20, Math.min(MOST_USUAL_BATCH, maxHeapBytes / 48));
    }

    private static Optional<String> given(PluginHost host, String name) {
        return host.environment(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static long batchBytes(String text) {
        long bytes = text.matches("\\d{1,12}") ? Long.parseLong(text) : 0;
        if (bytes >= LEAST_BATCH && bytes <= MOST_BATCH) {
            return bytes;
        }
        throw new ApiException(
                ApiException.Kind.CALLER,
                "Cannot start: " + BATCH_BYTES + " is '" + text + "' (give a whole number of bytes from " + LEAST_BATCH
                        + " to " + MOST_BATCH + ")");
    }
}
