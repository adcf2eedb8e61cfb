package org.sessionrecording.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.sessionrecording.bench.CaptureServer.Sent;

/** Bodies as clients sent them, compressed or not. */
final class SentBodies {
    private SentBodies() {}

    /** All of them as text, one after the other. */
    static String text(List<Sent> sent) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Sent request : sent) {
            all.append(new String(plain(request.body()), StandardCharsets.UTF_8))
                    .append('\n');
        }
        return all.toString();
    }

    /** How small they are in one piece and compressed as well as gzip can. */
    static double smallest(List<Sent> sent) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            for (Sent request : sent) {
                gzip.write(plain(request.body()));
            }
        }
        return out.size();
    }

    private static byte[] plain(byte[] body) throws IOException {
        if (body.length < 2 || body[0] != (byte) 0x1f || body[1] != (byte) 0x8b) {
            return body;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }
}
