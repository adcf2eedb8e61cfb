package org.sessionrecording.plugin.enrich;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;

/**
 * Where the visitor feels at home: {@code language}, from the client or else the first of {@code Accept-Language}, and
 * {@code timezone}, which only the client knows.
 */
@Extension
public final class LocaleEnricher extends OptionalEnricher {
    private static final int MAX_LANGUAGE = 35;

    public LocaleEnricher() {
        super("locale", 1);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new FirstSeen(() -> describe(context));
    }

    private static Map<String, String> describe(ChunkContext context) {
        Map<String, String> found = new TreeMap<>();
        Optional.ofNullable(context.properties().get("$browser_language"))
                .or(() -> context.acceptLanguage().map(LocaleEnricher::preferred))
                .filter(LocaleEnricher::isLanguage)
                .ifPresent(language -> found.put("language", language));
        Optional.ofNullable(context.properties().get("$timezone"))
                .filter(zone -> !zone.isBlank())
                .ifPresent(zone -> found.put("timezone", zone));
        return found;
    }

    /** Browsers list languages best first. */
    private static String preferred(String acceptLanguage) {
        String first = acceptLanguage.split(",", 2)[0];
        return first.split(";", 2)[0].strip();
    }

    private static boolean isLanguage(String text) {
        return text.length() <= MAX_LANGUAGE && text.matches("[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*");
    }
}
