package org.sessionrecording.host.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;

/**
 * Takes a body's layers off (form, base64, LZString, gzip, in whatever order and number up to four) until JSON is left,
 * which goes to a {@link Spool}. Layers are known by their first bytes; what headers and URL say of them is often wrong.
 * Safe for use from any thread.
 */
final class BodyDecoder {
    private static final int MOST_LAYERS = 4;
    private static final int LOOK_AHEAD = 256;
    private static final int BUFFER = 64 * 1024;

    private final WireLimits limits;

    BodyDecoder(WireLimits limits) {
        this.limits = limits;
    }

    /** The caller closes the spool. */
    Spool decode(InputStream body, RequestLine line) {
        MeteredStream metered = new MeteredStream(body, limits.bodyBytes(), "the body");
        try {
            InputStream start = buffered(metered);
            if (isEmpty(start) && line.parameter("data").isPresent()) {
                start = ofText(line.parameter("data").orElseThrow());
            }
            return spool(peeled(start, line.isForm()), metered);
        } catch (IOException e) {
            throw undecodable(metered, e);
        }
    }

    /** Takes the layers off text that stood in JSON. */
    Spool decodeText(String text) {
        MeteredStream metered = new MeteredStream(ofText(text), limits.bodyBytes(), "data");
        try {
            return spool(peeled(buffered(metered), false), metered);
        } catch (IOException e) {
            throw undecodable(metered, e);
        }
    }

    private static InputStream ofText(String text) {
        return new BufferedInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static InputStream buffered(InputStream in) {
        return new BufferedInputStream(in, BUFFER);
    }

    private static boolean isEmpty(InputStream in) throws IOException {
        return look(in, 1).length == 0;
    }

    private static byte[] look(InputStream in, int bytes) throws IOException {
        in.mark(bytes);
        byte[] seen = in.readNBytes(bytes);
        in.reset();
        return seen;
    }

    private InputStream peeled(InputStream body, boolean form) throws IOException {
        InputStream in = body;
        for (int layer = 0; layer <= MOST_LAYERS; layer++) {
            byte[] head = look(in, LOOK_AHEAD);
            switch (Layer.of(head, form && layer == 0)) {
                case JSON:
                    return in;
                case GZIP:
                    in = buffered(new GunzipStream(in, limits));
                    break;
                case FORM:
                    in = buffered(new FormDataStream(in));
                    break;
                case BASE64:
                    in = buffered(new Base64Stream(in));
                    break;
                case LZ64:
                    in = buffered(new LzStringStream(new MeteredStream(in, limits.lz64Bytes(), "the LZString body")));
                    break;
                default:
                    throw WireException.undecodable("Cannot decode body: byte 0 of "
                            + (layer == 0 ? "it" : "what its layer " + layer + " holds")
                            + " begins neither JSON, nor gzip, a form, base64 or LZString (send one of them)");
            }
        }
        throw WireException.undecodable(
                "Cannot decode body: it is encoded more than " + MOST_LAYERS + " times over (send it plain)");
    }

    private Spool spool(InputStream json, MeteredStream metered) throws IOException {
        Spool spool = new Spool(limits.memoryBytes());
        boolean filled = false;
        try {
            spool.fill(new MeteredStream(json, limits.inflatedBytes(), "the decoded body"));
            filled = true;
            return spool;
        } catch (ZipException | EOFException e) {
            throw undecodable(metered, e);
        } finally {
            if (!filled) {
                spool.close();
            }
        }
    }

    private static WireException undecodable(MeteredStream metered, IOException e) {
        String why = e instanceof EOFException ? "it ends within its gzip data" : "it is damaged or was cut off";
        return WireException.undecodable(
                "Cannot decode body: " + why + ", at or before byte " + metered.count() + " (send it whole)", e);
    }
}
