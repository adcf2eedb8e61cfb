package org.sessionrecording.plugin.player;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.plugin.enrich.HeavyPartsEnricher;
import org.sessionrecording.plugin.page.Html;

/** Under the player: which parts of the page make the recording large, each with a button that leaves it out from now on. */
final class HeavyParts {
    private static final Pattern PART = Pattern.compile("(.+) \\((\\d{1,12}) kB\\)");
    private static final int SHOWN = 5;

    private final String pluginId;

    HeavyParts(String pluginId) {
        this.pluginId = pluginId;
    }

    /** Empty where no part is heavy, and for people without login. */
    String html(PageContext context) {
        Map<String, Long> parts = context.recording().map(HeavyParts::parts).orElse(Map.of());
        return parts.isEmpty() || context.view().shared() ? "" : section(context, parts);
    }

    /** Kilobytes by selector, the heaviest first. */
    private static Map<String, Long> parts(Recording recording) {
        Map<String, Long> sums = new LinkedHashMap<>();
        recording
                .facts()
                .find(HeavyPartsEnricher.FACT)
                .filter(Fact.Timeline.class::isInstance)
                .map(Fact.Timeline.class::cast)
                .map(Fact.Timeline::moments)
                .orElse(List.of())
                .forEach(moment -> {
                    Matcher part = PART.matcher(moment.text());
                    if (part.matches()) {
                        sums.merge(part.group(1), Long.parseLong(part.group(2)), Long::sum);
                    }
                });
        return sums.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }

    private String section(PageContext context, Map<String, Long> parts) {
        String rows = parts.entrySet().stream()
                .map(part -> """
                        <li class="row"><code>%1$s</code> <small>%2$d kB</small> \
                        <button type="button" class="quiet" data-block="%1$s">Block this element</button></li>
                        """.formatted(Html.escape(part.getKey()), part.getValue()))
                .collect(Collectors.joining());
        return """
                <section class="card" data-heavy-parts="/api/projects/%1$d/plugins/%2$s/settings">
                <h2>What makes this recording large</h2>
                <p class="hint">These parts change a lot. One that is blocked is shown as an empty box in recordings from now on.</p>
                <ul class="plain">
                %3$s</ul>
                <p role="status"></p>
                </section>
                <script type="module" src="%4$s/heavy-parts.js"></script>
                """.formatted(
                        context.project().id().value(), Html.escape(pluginId), rows, Html.escape(context.staticPath()));
    }
}
