package org.sessionrecording.host.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sessionrecording.host.web.Rejection;

/**
 * Slows guessing down: after some failures within a quarter of an hour, an e-mail from one address, and one address over
 * all e-mails, has to wait. In memory, so each host counts for itself. Safe for use from any thread.
 */
public final class LoginLimiter {
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int PER_EMAIL = 8;
    private static final int PER_ADDRESS = 40;
    private static final int MAX_REMEMBERED = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>();

    public LoginLimiter(Clock clock) {
        this.clock = clock;
    }

    /** @throws Rejection 429 where this has failed too often lately */
    public synchronized void check(String email, String address) {
        if (count(pair(email, address)) >= PER_EMAIL || count(address) >= PER_ADDRESS) {
            throw new Rejection(
                    429,
                    "Cannot log in: too many failures (wait a quarter of an hour)",
                    Map.of(),
                    Map.of("Retry-After", Long.toString(WINDOW.toSeconds())));
        }
    }

    public synchronized void failed(String email, String address) {
        note(pair(email, address));
        note(address);
        if (failures.size() > MAX_REMEMBERED) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    public synchronized void succeeded(String email, String address) {
        failures.remove(pair(email, address));
    }

    private static String pair(String email, String address) {
        return address + " " + Accounts.normal(email);
    }

    private int count(String key) {
        Deque<Instant> times = failures.getOrDefault(key, new ArrayDeque<>());
        Instant oldest = clock.instant().minus(WINDOW);
        while (!times.isEmpty() && times.peekFirst().isBefore(oldest)) {
            times.pollFirst();
        }
        return times.size();
    }

    private void note(String key) {
        failures.computeIfAbsent(key, k -> new ArrayDeque<>()).addLast(clock.instant());
    }
}
