package org.sessionrecording.plugin.archive.s3;

import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** How long one try and all tries together may take, by the bytes that travel: a server that hangs must not stop a run. */
final class Deadlines {
    private static final Duration BASE = Duration.ofSeconds(20);
    private static final long SLOWEST_BYTES_PER_SECOND = 256 * 1024;
    private static final int TRIES = 3;

    private Deadlines() {}

    static AwsRequestOverrideConfiguration of(long bytes) {
        Duration attempt = BASE.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(attempt.multipliedBy(TRIES))
                .build();
    }
}
