package org.sessionrecording.host.store;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/** Facts of all enrichers under one roof, as the API shows them. */
public final class FlatFacts {
    /** Stands for the enrichers of a recording that was brought back from its archive, which tells the facts alone. */
    static final String ARCHIVED = "archive/document";

    private static final int MAX_NAME = 63;

    private FlatFacts() {}

    /**
     * All facts by name. The first enricher in order has the plain name; where others use it too theirs become {@code
     * pluginid_name}, and if that is taken {@code pluginid_enricher_name}.
     */
    public static Facts of(SortedMap<String, EnricherFacts> facts) {
        Map<String, Fact> flat = new TreeMap<>();
        facts.forEach((enricher, found) ->
                found.facts().byName().forEach((name, fact) -> flat.put(freeName(flat, enricher, name), fact)));
        return Facts.of(flat);
    }

    private static String freeName(Map<String, Fact> taken, String enricher, String name) {
        if (!taken.containsKey(name)) {
            return name;
        }
        int slash = enricher.indexOf('/');
        String byPlugin = snake((slash < 0 ? enricher : enricher.substring(0, slash)) + "_" + name);
        return taken.containsKey(byPlugin) ? snake(enricher + "_" + name) : byPlugin;
    }

    private static String snake(String text) {
        String snake = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        String named = Character.isLetter(snake.charAt(0)) ? snake : "p" + snake;
        return named.substring(0, Math.min(MAX_NAME, named.length()));
    }
}
