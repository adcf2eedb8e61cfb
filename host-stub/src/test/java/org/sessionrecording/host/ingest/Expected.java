package org.sessionrecording.host.ingest;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.SnapshotCursor;
import org.sessionrecording.host.wire.SnapshotView;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireEvent;
import org.sessionrecording.host.wire.WireLimits;
import org.sessionrecording.wire.WireSamples;

/** What recorded requests hold, as the wire room reads it. */
final class Expected {
    private final Map<Place, List<String>> snapshots = new LinkedHashMap<>();
    private int events;

    /** A session's window. */
    record Place(String session, String window) {}

    /** All requests of an era but those for configuration. */
    static List<WireSamples.Request> captured(String era) {
        return WireSamples.requests(era).stream()
                .filter(request -> !request.path().startsWith("/decide"))
                .toList();
    }

    static RequestLine line(WireSamples.Request request) {
        int query = request.url().indexOf('?');
        return RequestLine.of(
                request.path(), query < 0 ? "" : request.url().substring(query + 1), request.contentType());
    }

    static Expected of(String era) {
        Expected expected = new Expected();
        captured(era).forEach(expected::add);
        return expected;
    }

    private void add(WireSamples.Request request) {
        try (DecodedRequest decoded =
                new WireDecoder(WireLimits.DEFAULTS).decode(new ByteArrayInputStream(request.body()), line(request))) {
            events += decoded.events().size();
            decoded.events().stream().filter(WireEvent::isSnapshot).forEach(this::add);
        }
    }

    private void add(WireEvent event) {
        Place place =
                new Place(event.sessionId().orElseThrow(), event.windowId().orElse(""));
        SnapshotCursor cursor = event.snapshots();
        while (cursor.advance()) {
            SnapshotView view = cursor.snapshot();
            snapshots
                    .computeIfAbsent(place, key -> new ArrayList<>())
                    .add(new String(view.bytes(), view.offset(), view.length(), StandardCharsets.UTF_8));
        }
    }

    int events() {
        return events;
    }

    Map<Place, List<String>> snapshots() {
        return snapshots;
    }
}
