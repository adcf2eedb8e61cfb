package org.sessionrecording.s3faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, but for its body, which is still to be read.
 *
 * @param target path and query, not decoded
 * @param headers by lower-case name
 */
public record S3Request(String method, String target, Map<String, String> headers, InputStream body) {
    private static final int MOST_HEAD = 64 * 1024;

    /** The key in path style; empty for requests to the bucket. */
    public String key() {
        String path = path().substring(1);
        int slash = path.indexOf('/');
        return slash < 0
                ? ""
                : URLDecoder.decode(path.substring(slash + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** Not decoded; empty where there is none. */
    public String query() {
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }

    /** Whether the query has this parameter, with a value or without. */
    public boolean asks(String parameter) {
        return ("&" + query() + "&").matches(".*&" + parameter + "[=&].*");
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    S3Request with(String otherTarget, Map<String, String> otherHeaders, InputStream otherBody) {
        return new S3Request(method, otherTarget, otherHeaders, otherBody);
    }

    /** The request line and all headers, as they are sent on: one request per connection. */
    byte[] head() {
        String lines = headers.entrySet().stream()
                .filter(header -> !header.getKey().equals("connection")
                        && !header.getKey().equals("expect"))
                .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                .collect(Collectors.joining());
        return (method + " " + target + " HTTP/1.1\r\n" + lines + "connection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Null where the client closed without asking. */
    static @Nullable S3Request read(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        String head = readHead(in);
        if (head.isEmpty()) {
            return null;
        }
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.merge( // as a signature sees a repeated header
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip(),
                    (value, further) -> value + "," + further);
        }
        if (headers.containsKey("expect")) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
        return new S3Request(first[0], first[1], headers, new LimitedStream(in, length));
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                if (head.size() == 0) {
                    return "";
                }
                throw new EOFException("the client broke off");
            }
            head.write(next);
            boolean expected = next == (ends % 2 == 0 ? '\r' : '\n');
            ends = expected ? ends + 1 : 0;
            if (head.size() > MOST_HEAD) {
                throw new IOException("the head is too long");
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
