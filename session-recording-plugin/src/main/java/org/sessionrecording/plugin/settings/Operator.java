package org.sessionrecording.plugin.settings;

import java.util.Optional;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.PluginHost;

/**
 * What the operator said in the environment.
 *
 * @param s3Url default of {@code s3_url}, as given
 * @param defaultCredentials whether projects without keys may use the machine's own identity
 * @param batchBytes stored bytes that a run holds in memory at a time, twice
 * @param partSizes which objects are sent in parts, and of what size
 */
public record Operator(Optional<String> s3Url, boolean defaultCredentials, long batchBytes, PartSizes partSizes) {
    /** More makes no run faster. */
    private static final long MOST_USUAL_BATCH = 16L << 20;

    private static final long MOST_BATCH = 1L << 30;
    /** What one PUT can carry, and one part. */
    private static final long MOST_SENT_AT_ONCE = 5L << 30;

    private static final long LEAST = 64L << 10;

    /** With batches and parts of the usual size. */
    public Operator(Optional<String> s3Url, boolean defaultCredentials) {
        this(s3Url, defaultCredentials, usualBatch(Runtime.getRuntime().maxMemory()));
    }

    /** With parts of the usual size. */
    public Operator(Optional<String> s3Url, boolean defaultCredentials, long batchBytes) {
        this(s3Url, defaultCredentials, batchBytes, PartSizes.DEFAULT);
    }

    /**
     * Reads {@code S3_URL}, {@code S3_ALLOW_DEFAULT_CREDENTIALS}, {@code ARCHIVE_BATCH_BYTES},
     * {@code ARCHIVE_PARTS_FROM_BYTES} and {@code ARCHIVE_PART_BYTES}.
     *
     * @throws ApiException of kind CALLER for a value that cannot be used
     */
    public static Operator of(PluginHost host) {
        return read(host::environment);
    }

    static Operator read(Function<String, Optional<String>> environment) {
        long usualBatch = usualBatch(Runtime.getRuntime().maxMemory());
        return new Operator(
                given(environment, "S3_URL"),
                given(environment, "S3_ALLOW_DEFAULT_CREDENTIALS")
                        .filter("on"::equals)
                        .isPresent(),
                bytes(environment, "ARCHIVE_BATCH_BYTES", usualBatch, MOST_BATCH),
                new PartSizes(
                        bytes(
                                environment,
                                "ARCHIVE_PARTS_FROM_BYTES",
                                PartSizes.DEFAULT.threshold(),
                                MOST_SENT_AT_ONCE),
                        bytes(environment, "ARCHIVE_PART_BYTES", PartSizes.DEFAULT.smallest(), MOST_SENT_AT_ONCE)));
    }

    /** Three of them are at most a sixteenth of the heap. */
    static long usualBatch(long maxHeapBytes) {
        return Math.max(1L << 20, Math.min(MOST_USUAL_BATCH, maxHeapBytes / 48));
    }

    private static Optional<String> given(Function<String, Optional<String>> environment, String name) {
        return environment.apply(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static long bytes(Function<String, Optional<String>> environment, String name, long usual, long most) {
        return given(environment, name).map(text -> bytes(name, text, most)).orElse(usual);
    }

    private static long bytes(String name, String text, long most) {
        long bytes = text.matches("\\d{1,12}") ? Long.parseLong(text) : 0;
        if (bytes >= LEAST && bytes <= most) {
            return bytes;
        }
        throw new ApiException(
                ApiException.Kind.CALLER,
                "Cannot start: " + name + " is '" + text + "' (give a whole number of bytes from " + LEAST + " to "
                        + most + ")");
    }
}
