package org.sessionrecording.plugin.enrich;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * Reads user agents with uap-java, whose expressions take long to load and milliseconds to try: loaded at the first use,
 * and the latest answers are kept. Safe from any thread; ends with the enricher that made it.
 */
final class UserAgents {
    /** Anyone may send anything; expressions meet no longer text. */
    private static final int MAX_LENGTH = 512;

    private static final int KEPT = 1_000;

    private final Map<String, Client> latest = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Client> eldest) {
            return size() > KEPT;
        }
    };
    private @Nullable Parser parser;

    synchronized Client read(String userAgent) {
        String text = userAgent.length() <= MAX_LENGTH ? userAgent : userAgent.substring(0, MAX_LENGTH);
        Client known = latest.get(text);
        if (known != null) {
            return known;
        }
        Client read = parser().parse(text);
        latest.put(text, read);
        return read;
    }

    synchronized int kept() {
        return latest.size();
    }

    private Parser parser() {
        if (parser == null) {
            parser = new Parser();
        }
        return parser;
    }
}
