package org.sessionrecording.host.imports;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.EraRows;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.SnapshotCursor;
import org.sessionrecording.host.wire.SnapshotView;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireEvent;
import org.sessionrecording.host.wire.WireLimits;

/** What the wire room makes of the same events in a request: the plain snapshots of each session. */
final class EraSnapshots {
    private EraSnapshots() {}

    static Map<String, List<String>> of(List<EraRows.Row> rows) {
        Map<String, List<String>> plain = new TreeMap<>();
        for (EraRows.Row row : rows) {
            String event = "{\"event\":\"$snapshot\",\"properties\":" + row.json() + "}";
            try (DecodedRequest decoded = new WireDecoder(WireLimits.DEFAULTS)
                    .decode(
                            new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                            RequestLine.of("/s/", "", "application/json"))) {
                for (WireEvent each : decoded.events()) {
                    SnapshotCursor cursor = each.snapshots();
                    while (cursor.advance()) {
                        SnapshotView view = cursor.snapshot();
                        plain.computeIfAbsent(row.session(), key -> new ArrayList<>())
                                .add(new String(view.bytes(), view.offset(), view.length(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return plain;
    }
}
