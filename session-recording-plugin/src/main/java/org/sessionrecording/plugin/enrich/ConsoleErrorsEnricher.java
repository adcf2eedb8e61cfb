package org.sessionrecording.plugin.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;

/**
 * Errors on the page's console, where the client recorded it: {@code console_error_count}, and the first ones with their
 * times and messages as {@code console_errors}.
 */
@Extension
public final class ConsoleErrorsEnricher extends OptionalEnricher {
    private static final int MAX_MESSAGE = 300;
    private static final int MAX_ERRORS = 50;

    private final ObjectMapper json = new ObjectMapper();

    public ConsoleErrorsEnricher() {
        super("console_errors", 1);
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new ConsoleErrors();
    }

    private final class ConsoleErrors extends FactFinder {
        private final List<Fact.Moment> errors = new ArrayList<>();
        private long count;

        @Override
        void look(Snapshot snapshot) {
            if (snapshot.type() != Rrweb.PLUGIN || !isError(snapshot)) {
                return;
            }
            count++;
            if (errors.size() < MAX_ERRORS) {
                String message = snapshot.find("data", "payload", "payload")
                        .map(ConsoleErrorsEnricher.this::message)
                        .orElse("");
                errors.add(new Fact.Moment(snapshot.at(), message));
            }
        }

        private static boolean isError(Snapshot snapshot) {
            Optional<String> plugin = snapshot.find("data", "plugin");
            return plugin.isPresent()
                    && plugin.get().startsWith("rrweb/console@")
                    && snapshot.find("data", "payload", "level")
                            .filter("error"::equals)
                            .isPresent();
        }

        @Override
        public Facts facts() {
            return count == 0
                    ? Facts.none()
                    : Facts.of(Map.of(
                            "console_error_count", new Fact.Count(count), "console_errors", new Fact.Timeline(errors)));
        }
    }

    /** The arguments of one console call: an array of texts, each the JSON of what was logged. */
    private String message(String arguments) {
        StringBuilder message = new StringBuilder();
        for (JsonNode argument : parsed(arguments)) {
            message.append(message.isEmpty() ? "" : " ").append(logged(argument));
            if (message.length() > MAX_MESSAGE) {
                break;
            }
        }
        return message.length() <= MAX_MESSAGE ? message.toString() : message.substring(0, MAX_MESSAGE) + "…";
    }

    private String logged(JsonNode argument) {
        JsonNode value = parsed(argument.asText());
        return value.isTextual() ? value.asText() : argument.asText();
    }

    /** What is no JSON is nothing: it came from a page, and only decorates a list. */
    private JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }
}
