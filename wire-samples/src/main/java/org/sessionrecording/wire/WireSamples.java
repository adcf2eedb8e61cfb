package org.sessionrecording.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the recorded requests from the class path, in the order in which the clients sent them. */
public final class WireSamples {
    /** The eras: folder names, oldest first. */
    public static final List<String> ERAS = List.of("posthog-js-1.8.0", "posthog-js-1.57.2", "posthog-js-1.449.2");

    /** The project token that all of them carry. */
    public static final String TOKEN = "phc_test";

    private static final Pattern FIELD =
            Pattern.compile("\"(method|url|content-type|user-agent|origin)\":\"([^\"]*)\"");

    private WireSamples() {}

    /** One request. {@code url} is path and query; {@code body} is to the byte. */
    @SuppressWarnings("ArrayRecordComponent") // read only
    public record Request(
            String era,
            int number,
            String method,
            String url,
            String contentType,
            String userAgent,
            String origin,
            byte[] body) {
        /** Path without query. */
        public String path() {
            int query = url.indexOf('?');
            return query < 0 ? url : url.substring(0, query);
        }
    }

    /** All requests of an era, in order. */
    public static List<Request> requests(String era) {
        List<Request> requests = new ArrayList<>();
        for (int number = 1; ; number++) {
            String base = String.format(Locale.ROOT, "/wire/%s/%03d", era, number);
            byte[] meta = read(base + ".json");
            if (meta.length == 0) {
                return requests;
            }
            requests.add(request(era, number, new String(meta, StandardCharsets.UTF_8), read(base + ".body")));
        }
    }

    private static Request request(String era, int number, String meta, byte[] body) {
        Map<String, String> fields = new HashMap<>();
        Matcher matcher = FIELD.matcher(meta);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        return new Request(
                era,
                number,
                fields.getOrDefault("method", "POST"),
                fields.getOrDefault("url", "/"),
                fields.getOrDefault("content-type", "text/plain"),
                fields.getOrDefault("user-agent", ""),
                fields.getOrDefault("origin", ""),
                body);
    }

    /** The page on which they were recorded. */
    public static byte[] page() {
        return read("/wire/page.html");
    }

    private static byte[] read(String resource) {
        try (InputStream in = WireSamples.class.getResourceAsStream(resource)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }
}
