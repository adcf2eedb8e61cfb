package org.sessionrecording.host.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.sessionrecording.wire.WireSamples;

/** Requests as tests make them. */
final class Requests {
    static final RequestLine PLAIN = RequestLine.of("/s/", "", "application/json");

    private Requests() {}

    static DecodedRequest decode(WireSamples.Request sample) {
        return new WireDecoder(WireLimits.DEFAULTS).decode(new ByteArrayInputStream(sample.body()), line(sample));
    }

    static RequestLine line(WireSamples.Request sample) {
        int query = sample.url().indexOf('?');
        return RequestLine.of(sample.path(), query < 0 ? "" : sample.url().substring(query + 1), sample.contentType());
    }

    static DecodedRequest decode(String json) {
        return decode(json, WireLimits.DEFAULTS);
    }

    static DecodedRequest decode(String json, WireLimits limits) {
        return decode(utf8(json), PLAIN, limits);
    }

    static DecodedRequest decode(byte[] body, RequestLine line, WireLimits limits) {
        return new WireDecoder(limits).decode(new ByteArrayInputStream(body), line);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(SnapshotView snapshot) {
        return new String(snapshot.bytes(), snapshot.offset(), snapshot.length(), StandardCharsets.UTF_8);
    }

    /** The plain snapshots of an event, as text. */
    static List<String> snapshots(WireEvent event) {
        List<String> found = new ArrayList<>();
        SnapshotCursor cursor = event.snapshots();
        while (cursor.advance()) {
            found.add(text(cursor.snapshot()));
        }
        return found;
    }

    /** An event of the modern kind around snapshots. */
    static String snapshotEvent(String snapshotData) {
        return "{\"event\":\"$snapshot\",\"properties\":{\"$snapshot_data\":" + snapshotData
                + ",\"$session_id\":\"s1\",\"$window_id\":\"w1\",\"token\":\"phc_test\",\"distinct_id\":\"ada\"}}";
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** As posthog-js marks a field: gzip, one character per byte, as a JSON string. */
    static String gzipString(String json) {
        StringBuilder literal = new StringBuilder("\"");
        for (byte b : gzip(utf8(json))) {
            char c = (char) (b & 0xFF);
            if (c < 0x20 || c == '"' || c == '\\') {
                literal.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                literal.append(c);
            }
        }
        return literal.append('"').toString();
    }

    /** Gives its bytes in pieces of odd sizes, as networks do. */
    static InputStream inPieces(byte[] body, int most) {
        return new ByteArrayInputStream(body) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + (pos * 7 + 3) % most));
            }
        };
    }
}
