package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents lead where they say: links within the repository, and decisions by their number. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DECISIONS = ROOT.resolve("docs/decisions");
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern NAMED_DECISION = Pattern.compile("\\b[Dd]ecision (\\d{3})\\b");

    @Test
    void every_link_within_the_repository_leads_somewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : files(name -> name.endsWith(".md"))) {
            String text = CODE.matcher(Files.readString(document)).replaceAll("");
            for (String link : found(LINK, text)) {
                if (!link.matches("[a-z]+:.*")) {
                    links++;
                    if (!leads(document, link)) {
                        broken.add(ROOT.relativize(document) + " -> " + link);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(20);
    }

    private static boolean leads(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** Of a document's headings, as code hosts make them. */
    private static Set<String> anchors(Path document) throws IOException {
        return found(HEADING, Files.readString(document)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void decisions_have_a_number_of_their_own_and_a_title_with_it() throws IOException {
        List<Path> decisions = decisions();
        assertThat(decisions).hasSizeGreaterThan(80);
        assertThat(decisions).extracting(DocumentsTest::number).doesNotHaveDuplicates();
        for (Path decision : decisions) {
            assertThat(decision.getFileName().toString()).matches("\\d{3}-[a-z0-9-]+\\.md");
            assertThat(Files.readAllLines(decision).get(0)).matches("# " + number(decision) + ":? \\S.*");
        }
    }

    @Test
    void decisions_that_are_named_exist() throws IOException {
        Set<String> known = decisions().stream().map(DocumentsTest::number).collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>();
        for (Path file : files(name -> name.endsWith(".md") || name.endsWith(".java") || name.endsWith(".ts"))) {
            found(NAMED_DECISION, Files.readString(file)).stream()
                    .filter(number -> !known.contains(number))
                    .map(number -> ROOT.relativize(file) + " -> " + number)
                    .forEach(unknown::add);
        }
        assertThat(unknown).isEmpty();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static String number(Path decision) {
        return decision.getFileName().toString().substring(0, 3);
    }

    private static List<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.list(DECISIONS)) {
            return files.toList();
        }
    }

    private static List<Path> files(Predicate<String> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        List<Path> open = new ArrayList<>(List.of(ROOT));
        while (!open.isEmpty()) {
            try (Stream<Path> entries = Files.list(open.remove(open.size() - 1))) {
                for (Path entry : entries.toList()) {
                    String name = entry.getFileName().toString();
                    if (Files.isDirectory(entry) && !NOT_OURS.contains(name)) {
                        open.add(entry);
                    } else if (Files.isRegularFile(entry) && wanted.test(name)) {
                        found.add(entry);
                    }
                }
            }
        }
        return found;
    }
}
