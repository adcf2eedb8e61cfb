package org.sessionrecording.host.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What of a request stands outside its body.
 *
 * @param path as it came
 * @param query parameters, the first of each name
 * @param contentType empty where none was sent
 */
public record RequestLine(String path, Map<String, String> query, String contentType) {
    public RequestLine {
        query = Map.copyOf(query);
        contentType = contentType.toLowerCase(Locale.ROOT);
    }

    /** Reads the query string, e.g. {@code compression=gzip-js&ip=1&_=1795463510908}; what is no valid escape stays as it is. */
    public static RequestLine of(String path, String queryString, String contentType) {
        Map<String, String> query = new HashMap<>();
        for (String pair : queryString.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return new RequestLine(path, query, contentType);
    }

    private static String decoded(String escaped) {
        try {
            return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return escaped;
        }
    }

    /** The first value of a parameter. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    boolean isForm() {
        return contentType.startsWith("application/x-www-form-urlencoded");
    }
}
