package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/retention.md} says is proven by a test is. */
class DocumentedPromisesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED =
            Pattern.compile("`(?:([A-Z][A-Za-z0-9]*(?:IT|Test))(?:\\.([a-z][a-zA-Z0-9_]*))?|\\.([a-z][a-z0-9_]*))`");

    @Test
    void every_test_that_is_named_exists() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (String line : Files.readAllLines(ROOT.resolve("docs/retention.md"))) {
            String current = "";
            Matcher matcher = NAMED.matcher(line);
            while (matcher.find()) {
                current = matcher.group(1) == null ? current : matcher.group(1);
                String method = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
                named++;
                if (!sources.containsKey(current)
                        || (method != null && !sources.get(current).contains(" " + method + "("))) {
                    missing.add(current + "." + method);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(80);
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                            .toList()) {
                        sources.merge(
                                file.getFileName().toString().replace(".java", ""),
                                Files.readString(file),
                                String::concat);
                    }
                }
            }
        }
        return sources;
    }
}
