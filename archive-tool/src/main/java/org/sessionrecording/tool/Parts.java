package org.sessionrecording.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Parts of recordings, held against each other: the same session, each part once, chunks in ascending order, no overlap. */
final class Parts {
    private final Map<String, List<Part>> byRecording = new TreeMap<>();

    /** What of a part matters to the others. */
    private record Part(String file, int number, String sessionId, long firstId, long lastId) {}

    void add(Document document) {
        Head head = document.head();
        byRecording
                .computeIfAbsent(head.name().path(), path -> new ArrayList<>())
                .add(new Part(
                        document.file().name(),
                        head.part(),
                        head.sessionId(),
                        document.totals().firstId(),
                        document.totals().lastId()));
    }

    /** Recordings seen. */
    Collection<String> recordings() {
        return byRecording.keySet();
    }

    /**
     * Says what is wrong with each recording, and forgets them.
     *
     * @param wrong takes the file, or the recording, and what is wrong
     * @param missing takes the recording and which parts were not seen
     */
    void check(BiConsumer<String, String> wrong, BiConsumer<String, String> missing) {
        byRecording.forEach((recording, parts) -> {
            parts.sort(Comparator.comparingInt(Part::number));
            for (int i = 1; i < parts.size(); i++) {
                compare(parts.get(i - 1), parts.get(i)).ifPresent(problem -> wrong.accept(recording, problem));
            }
            missing(parts).ifPresent(numbers -> missing.accept(recording, "part " + numbers + " is not there"));
        });
        byRecording.clear();
    }

    /** The first run of numbers below the last part's that no part has. */
    private static Optional<String> missing(List<Part> parts) {
        int expected = 1;
        for (Part part : parts) {
            if (part.number() > expected) {
                int last = part.number() - 1;
                return Optional.of(expected == last ? expected + "" : expected + " to " + last);
            }
            expected = part.number() + 1;
        }
        return Optional.empty();
    }

    private static Optional<String> compare(Part before, Part after) {
        if (before.number() == after.number()) {
            return Optional.of("part " + after.number() + " is there twice: " + before.file() + " and " + after.file());
        }
        if (!before.sessionId().equals(after.sessionId())) {
            return Optional.of("parts " + before.number() + " and " + after.number() + " are of different sessions");
        }
        if (after.firstId() <= before.lastId()) {
            return Optional.of("parts " + before.number() + " and " + after.number() + " overlap: chunk "
                    + after.firstId() + " is not after chunk " + before.lastId());
        }
        return Optional.empty();
    }

    /** Whether an object that lies in an archive's own folders lies under its own name; where it should lie if not. */
    static Optional<String> expectedPlace(Document document) {
        Optional<Path> folder =
                document.file().place().map(Path::toAbsolutePath).map(Path::getParent);
        Optional<Path> version = folder.map(Path::getParent);
        if (version.isEmpty() || !version.get().endsWith(Path.of("session_recording", "v1"))) {
            return Optional.empty();
        }
        int part = document.head().part();
        String expected = document.head().name().path() + (part == 1 ? "" : "." + part) + ".json";
        Path place = document.file().place().orElseThrow().toAbsolutePath();
        return place.equals(version.get().resolve(expected)) ? Optional.empty() : Optional.of(expected);
    }
}
