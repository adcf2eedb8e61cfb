package org.sessionrecording.host.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The database's clock, the machine's, and the machine's count of elapsed time, read at one moment.
 *
 * @param nanos as {@link System#nanoTime()}
 */
record ClockReading(Instant database, Instant machine, long nanos) {
    /** A clock that is kept right never moves by as much; requests and pauses take less. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** How far the database's clock is before the machine's. */
    Duration ahead() {
        return Duration.between(machine, database);
    }

    /**
     * What is wrong with this reading, in a sentence; empty where nothing is.
     *
     * @param before the reading before this one in the same process
     * @param accepted how far the database's clock may be ahead, because somebody was told
     * @param mark the latest time that any host ever read from the database
     */
    Optional<String> problem(Optional<ClockReading> before, Duration accepted, Optional<Instant> mark) {
        Duration back = mark.map(last -> Duration.between(database, last)).orElse(Duration.ZERO);
        if (back.compareTo(TOLERANCE) > 0) {
            return Optional.of("the database's clock went back by " + words(back));
        }
        Duration jump = before.map(this::jumpSince).orElse(Duration.ZERO);
        if (jump.abs().compareTo(TOLERANCE) > 0) {
            return Optional.of("the database's clock jumped " + (jump.isNegative() ? "back" : "ahead") + " by "
                    + words(jump.abs()) + ", or this machine slept");
        }
        Duration apart = ahead().minus(accepted);
        if (apart.abs().compareTo(TOLERANCE) > 0) {
            return Optional.of("the database's clock is " + words(ahead().abs())
                    + (ahead().isNegative() ? " behind" : " ahead of") + " this machine's");
        }
        return Optional.empty();
    }

    private Duration jumpSince(ClockReading before) {
        return Duration.between(before.database, database).minusNanos(nanos - before.nanos);
    }

    private static String words(Duration duration) {
        long minutes = duration.plusSeconds(30).toMinutes();
        if (minutes < 120) {
            return minutes + " minutes";
        }
        return minutes < 48 * 60 ? minutes / 60 + " hours" : minutes / (24 * 60) + " days";
    }
}
