package org.sessionrecording.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line, taken apart.
 *
 * @param command the first word
 * @param words what is no option
 * @param options by name, without the dashes
 */
record Arguments(String command, List<String> words, Map<String, String> options) {
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "info", Set.of(),
            "verify", Set.of("sha256"),
            "export", Set.of("out", "window", "format"),
            "chunks", Set.of(),
            "extract", Set.of("out"));

    static Arguments parse(List<String> line) throws UsageException {
        if (line.isEmpty()) {
            throw new UsageException("a command is missing");
        }
        String command = line.get(0);
        Set<String> known = KNOWN.get(command);
        if (known == null) {
            throw new UsageException("there is no command '" + Text.printable(command) + "'");
        }
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        boolean onlyWords = false;
        for (int i = 1; i < line.size(); i++) {
            String word = line.get(i);
            if (onlyWords || !word.startsWith("--")) {
                words.add(word);
            } else if (word.equals("--")) {
                onlyWords = true;
            } else {
                i += option(command, known, word.substring(2), line.subList(i + 1, line.size()), options);
            }
        }
        if (words.isEmpty()) {
            throw new UsageException(command + " needs a file");
        }
        return new Arguments(command, List.copyOf(words), Map.copyOf(options));
    }

    /** Takes {@code --name value} or {@code --name=value}; says how many further words it took. */
    private static int option(
            String command, Set<String> known, String text, List<String> following, Map<String, String> options)
            throws UsageException {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        if (!known.contains(name)) {
            throw new UsageException(command + " has no option --" + Text.printable(name));
        }
        if (equals < 0 && following.isEmpty()) {
            throw new UsageException("--" + name + " needs a value");
        }
        if (options.put(name, equals < 0 ? following.get(0) : text.substring(equals + 1)) != null) {
            throw new UsageException("--" + name + " stands twice");
        }
        return equals < 0 ? 1 : 0;
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** The words, which must be this many. */
    List<String> exactly(int count, String what) throws UsageException {
        if (words.size() != count) {
            throw new UsageException(command + " takes " + what);
        }
        return words;
    }
}
