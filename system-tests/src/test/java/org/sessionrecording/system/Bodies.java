package org.sessionrecording.system;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Recorded request bodies with another token in them, encoded as before. */
final class Bodies {
    private static final String FORM = "data=";

    private Bodies() {}

    static byte[] withToken(byte[] body, String from, String to) {
        boolean gzip = isGzip(body);
        String text = text(body);
        String changed =
                text.startsWith(FORM) ? FORM + form(text.substring(FORM.length()), from, to) : text.replace(from, to);
        byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
        return gzip ? gzip(bytes) : bytes;
    }

    /** Inflated where it is gzip. */
    static String text(byte[] body) {
        return new String(isGzip(body) ? gunzip(body) : body, StandardCharsets.UTF_8);
    }

    private static boolean isGzip(byte[] body) {
        return body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b;
    }

    private static String form(String value, String from, String to) {
        int end = value.indexOf('&') < 0 ? value.length() : value.indexOf('&');
        String base64 = URLDecoder.decode(value.substring(0, end), StandardCharsets.UTF_8);
        String json = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        byte[] changed = json.replace(from, to).getBytes(StandardCharsets.UTF_8);
        return URLEncoder.encode(Base64.getEncoder().encodeToString(changed), StandardCharsets.UTF_8)
                + value.substring(end);
    }

    private static byte[] gunzip(byte[] body) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
