package org.sessionrecording.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Prints results as a table, and writes each to {@code target/bench/NAME.json}. */
final class BenchReport {
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final Path directory;
    private final PrintStream out;

    BenchReport(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void header() {
        row("benchmark", "unit", "ours", "limit", "of limit", "baseline", "x baseline");
    }

    void add(BenchResult result) throws IOException {
        row(
                result.name(),
                result.unit(),
                number(result.ours()),
                number(result.limit()),
                number(result.ratioToLimit()),
                number(result.baseline()),
                number(result.ratioToBaseline()));
        result.baselines()
                .forEach((name, value) ->
                        row("  against " + name, "", "", "", "", number(value), number(result.ours() / value)));
        result.details().forEach((name, value) -> row("  " + name, "", number(value), "", "", "", ""));
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(result.name() + ".json"), json.writeValueAsString(document(result)) + "\n");
    }

    private ObjectNode document(BenchResult result) {
        ObjectNode document = json.createObjectNode();
        document.put("name", result.name());
        document.put("unit", result.unit());
        document.put("ours", result.ours());
        document.put("limit", result.limit());
        document.put("baseline", result.baseline());
        document.put("ratio_to_limit", result.ratioToLimit());
        document.put("ratio_to_baseline", result.ratioToBaseline());
        document.set("baselines", figures(result.baselines()));
        document.set("details", figures(result.details()));
        return document;
    }

    private ObjectNode figures(Map<String, Double> figures) {
        ObjectNode node = json.createObjectNode();
        figures.forEach(node::put);
        return node;
    }

    private void row(String... cells) {
        out.printf(Locale.ROOT, "%-32s %-24s %10s %10s %9s %10s %11s%n", (Object[]) cells);
        out.flush();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3f", value);
    }
}
