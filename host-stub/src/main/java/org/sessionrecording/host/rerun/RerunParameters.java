package org.sessionrecording.host.rerun;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation.Parameter;

/** What a run is asked for, checked. */
record RerunParameters(Optional<String> enricher, Optional<Instant> from, Optional<Instant> to, boolean again) {
    static final List<Parameter> DECLARED = List.of(
            new Parameter("enricher", "Enricher", "{plugin id}/{enricher id}; all where none is given", false),
            new Parameter("from", "From", "Only recordings that begin at or after this instant", false),
            new Parameter("to", "To", "Only recordings that begin before this instant", false),
            new Parameter(
                    "again",
                    "Again",
                    "true: also recordings that have facts of the enricher's version, such as those that were under way"
                            + " when it was installed",
                    false));

    static RerunParameters parse(Map<String, String> given) {
        Optional<String> enricher = text(given, "enricher");
        if (enricher.filter(name -> !name.matches("[^/]+/[^/]+")).isPresent()) {
            throw wrong("an enricher is named {plugin id}/{enricher id}");
        }
        Optional<Instant> from = instant(given, "from");
        Optional<Instant> to = instant(given, "to");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw wrong("from is not before to");
        }
        return new RerunParameters(enricher, from, to, again(given));
    }

    private static boolean again(Map<String, String> given) {
        return switch (text(given, "again").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("again is true or false");
        };
    }

    private static Optional<Instant> instant(Map<String, String> given, String name) {
        return text(given, name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw wrong(name + " is an instant such as 2026-11-23T19:10:00Z");
            }
        });
    }

    private static Optional<String> text(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name)).map(String::trim).filter(text -> !text.isEmpty());
    }

    private static ApiException wrong(String why) {
        return new ApiException(ApiException.Kind.CALLER, "Cannot run enrichers again: " + why);
    }
}
