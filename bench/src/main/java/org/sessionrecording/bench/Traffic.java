package org.sessionrecording.bench;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.sessionrecording.wire.GrowSamples;
import org.sessionrecording.wire.GrownSession;
import org.sessionrecording.wire.Visitor;

/**
 * Bodies of snapshots as clients send them, grown from recorded ones: 160 to 190 kB of plain snapshots each. A session is a
 * list of them that is sent in order.
 */
final class Traffic {
    private static final String MODERN = "posthog-js-1.449.2";
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private Traffic() {}

    /** @param bytes of JSON in each session, at least */
    static List<List<byte[]>> sessions(int count, long bytes) {
        GrowSamples samples = GrowSamples.of(MODERN);
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> session(samples, i, bytes))
                .toList();
    }

    private static List<byte[]> session(GrowSamples samples, int number, long bytes) {
        Visitor visitor = new Visitor(BenchHost.TOKEN, "visitor-" + number, "session-" + number, "window-" + number);
        return samples.grow(visitor, START.plusSeconds(number), bytes).requests().stream()
                .filter(request -> request.path().equals("/s/"))
                .map(GrownSession.Request::body)
                .toList();
    }
}
