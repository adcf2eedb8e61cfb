package org.sessionrecording.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.wire.GrowSamples;
import org.sessionrecording.wire.GrownSession;
import org.sessionrecording.wire.Visitor;

/** Bodies of snapshots as clients send them, grown from recorded ones; each session a list that is sent in order. */
final class Traffic {
    private static final String MODERN = "posthog-js-1.449.2";
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private Traffic() {}

    /** @param bytes of JSON in each session, at least */
    static List<List<byte[]>> sessions(int count, long bytes) {
        GrowSamples samples = GrowSamples.of(MODERN);
        List<List<byte[]>> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Visitor visitor = new Visitor(BenchHost.TOKEN, "visitor-" + i, "session-" + i, "window-" + i);
            sessions.add(samples.grow(visitor, START.plusSeconds(i), bytes).requests().stream()
                    .filter(request -> request.path().equals("/s/"))
                    .map(GrownSession.Request::body)
                    .toList());
        }
        return sessions;
    }
}
