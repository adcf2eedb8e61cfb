package org.sessionrecording.plugin.archive.s3;

import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * How long one try and all tries together may take, by the bytes that travel: a server that hangs must not stop a run.
 *
 * @param base for a request without bytes
 * @param slowestBytesPerSecond below it a server counts as hanging
 * @param tries of one request
 * @param pause before the second try, more before each further one
 */
public record Deadlines(Duration base, long slowestBytesPerSecond, int tries, Duration pause) {
    public static final Deadlines DEFAULT =
            new Deadlines(Duration.ofSeconds(20), 256 * 1024, 3, Duration.ofMillis(100));
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration JOINING_A_PART = Duration.ofMillis(100);

    /** What these become where each request is given only so many bytes a second. */
    Deadlines atMost(long bytesPerSecond) {
        return new Deadlines(base, Math.max(1, Math.min(slowestBytesPerSecond, bytesPerSecond)), tries, pause);
    }

    /** Tries again what may be tried again; where the server asks to slow down, after ten times the pause. */
    RetryStrategy retries() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(tries)
                .backoffStrategy(BackoffStrategy.exponentialDelay(pause, LONGEST_PAUSE))
                .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(pause.multipliedBy(10), LONGEST_PAUSE))
                .build();
    }

    /** For one try. */
    Duration attempt(long bytes) {
        return base.plusMillis(Math.multiplyExact(bytes, 1_000) / slowestBytesPerSecond);
    }

    AwsRequestOverrideConfiguration of(long bytes) {
        return of(attempt(bytes));
    }

    /** For a server that joins so many parts, and may copy them. */
    AwsRequestOverrideConfiguration ofJoining(int parts) {
        return of(base.plus(JOINING_A_PART.multipliedBy(parts)));
    }

    private AwsRequestOverrideConfiguration of(Duration attempt) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(attempt.multipliedBy(tries))
                .build();
    }
}
