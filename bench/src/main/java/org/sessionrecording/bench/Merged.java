package org.sessionrecording.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A session's bodies as one request, which makes chunks as large as they may be. */
final class Merged {
    private Merged() {}

    /** Each body is an event or an array of events. */
    static List<byte[]> of(List<byte[]> bodies) throws IOException {
        ByteArrayOutputStream merged = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(merged)) {
            String separator = "[";
            for (byte[] body : bodies) {
                out.write(separator.getBytes(StandardCharsets.US_ASCII));
                out.write(events(body));
                separator = ",";
            }
            out.write(']');
        }
        return List.of(merged.toByteArray());
    }

    private static byte[] events(byte[] body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] json = in.readAllBytes();
            boolean array = json[0] == '[';
            return array ? Arrays.copyOfRange(json, 1, json.length - 1) : json;
        }
    }
}
