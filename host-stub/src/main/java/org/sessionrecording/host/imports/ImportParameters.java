package org.sessionrecording.host.imports;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.Operation.Parameter;

/** What an import is asked for, checked. */
record ImportParameters(SourceUrl url, Credentials credentials, Selection selection, boolean archive) {
    static final List<Parameter> DECLARED = List.of(
            new Parameter(
                    "url",
                    "Database URL",
                    "jdbc:postgresql://host:5432/database, or http://host:8123/?database=name of a ClickHouse; without"
                            + " credentials",
                    true),
            new Parameter("user", "User", "One that may only read", false),
            new Parameter("password", "Password", "Never stored; given again to go on with an import", false, true),
            new Parameter("table", "Table", "Of events; posthog_event where none is given", false),
            new Parameter("team_id", "Team", "Only rows of this team_id; needed where the table holds several", false),
            new Parameter("from", "From", "Only rows of this day or instant or later, e.g. 2020-11-01", false),
            new Parameter("to", "To", "Only rows before this day or instant", false),
            new Parameter(
                    "archive",
                    "Archive at once",
                    "true: run retention after the import; what is older than its days goes to the archive",
                    false));

    static ImportParameters parse(Map<String, String> given) {
        SourceUrl url = SourceUrl.parse(given.getOrDefault("url", ""));
        Credentials credentials = new Credentials(text(given, "user"), given.getOrDefault("password", ""));
        TableName table = TableName.parse(text(given, "table").orElse("posthog_event"));
        Optional<Instant> from = instant(given, "from");
        Optional<Instant> to = instant(given, "to");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw wrong("from is not before to");
        }
        return new ImportParameters(
                url, credentials, new Selection(table, team(given), from, to), flag(given, "archive"));
    }

    private static Optional<String> text(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name)).map(String::trim).filter(text -> !text.isEmpty());
    }

    private static OptionalLong team(Map<String, String> given) {
        Optional<String> text = text(given, "team_id");
        try {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException e) {
            throw wrong("team_id is no number");
        }
    }

    private static Optional<Instant> instant(Map<String, String> given, String name) {
        return text(given, name).map(text -> {
            try {
                return text.length() == 10
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.parse(text);
            } catch (DateTimeException e) {
                throw wrong(
                        name + " is neither a day, such as 2020-11-01, nor an instant, such as 2020-11-01T08:00:00Z");
            }
        });
    }

    private static boolean flag(Map<String, String> given, String name) {
        return switch (text(given, name).orElse("false")) {
            case "true", "1", "on", "yes" -> true;
            case "false", "0", "off", "no" -> false;
            default -> throw wrong(name + " is neither true nor false");
        };
    }

    private static ApiException wrong(String why) {
        return new ApiException(ApiException.Kind.CALLER, "Cannot import: " + why);
    }

    /** Names the import, so that the next run of the same goes on with it. */
    String source() {
        return url + " " + selection;
    }
}
