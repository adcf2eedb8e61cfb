package org.sessionrecording.plugin.capture;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of a page's place: an address, or the origin alone. */
final class Sites {
    private static final Pattern ORIGIN = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+");

    private Sites() {}

    static boolean isOrigin(String url) {
        return ORIGIN.matcher(url).matches();
    }

    /** {@code https://host:port}; empty where the address has none. */
    static Optional<String> originOf(String url) {
        Matcher origin = ORIGIN.matcher(url);
        return origin.find() ? Optional.of(origin).map(MatchResult::group) : Optional.empty();
    }
}
