package org.sessionrecording.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sessionrecording.api.ApiException;

/** Runs retention once, and checks that every recording plays back as it did before: what {@code --once} is for. */
final class RetentionCheck {
    /** A recording that has only just expired may be left for the next run. */
    private static final Duration GRACE = Duration.ofHours(1);

    private final DemoProject project;
    private final PrintStream out;

    RetentionCheck(DemoProject project, PrintStream out) {
        this.project = project;
        this.out = out;
    }

    void run(Instant now, int retentionDays) throws InterruptedException {
        Playback playback = new Playback(project);
        List<JsonNode> before = project.recordings();
        out.println("Playing all " + before.size() + " recordings back …");
        Map<String, String> expected = playback.hashes(before);
        out.println("Running retention …");
        long began = System.nanoTime();
        JsonNode run = project.runRetention(state -> {});
        double seconds = (System.nanoTime() - began) / 1e9;
        require(run.path("state").asText().equals("succeeded"), "retention ended as " + run);
        List<JsonNode> after = project.recordings();
        requireArchived(after, now.minus(Duration.ofDays(retentionDays)).minus(GRACE));
        out.println("Playing them back again …");
        requireSame(expected, playback.hashes(after));
        print(after, run, seconds);
    }

    private static void requireArchived(List<JsonNode> recordings, Instant cutoff) {
        List<String> missing = new ArrayList<>();
        for (JsonNode recording : recordings) {
            boolean due = Instant.parse(recording.path("end").asText()).isBefore(cutoff);
            if (due && !recording.path("state").asText().equals("archived")) {
                missing.add(recording.path("path").asText());
            }
        }
        require(missing.isEmpty(), missing.size() + " expired recordings are not archived, the first is " + missing);
        require(archived(recordings) > 0, "nothing was archived");
    }

    private static void requireSame(Map<String, String> expected, Map<String, String> found) {
        List<String> different = expected.keySet().stream()
                .filter(link -> !expected.get(link).equals(found.get(link)))
                .toList();
        require(different.isEmpty(), different.size() + " recordings play back differently: " + different);
    }

    private void print(List<JsonNode> recordings, JsonNode run, double seconds) {
        long raw =
                recordings.stream().mapToLong(r -> r.path("raw_bytes").asLong()).sum();
        long stored =
                recordings.stream().mapToLong(r -> r.path("bytes").asLong()).sum();
        JsonNode figures = run.path("figures");
        out.printf(
                Locale.ROOT,
                "%d recordings, %.1f MB raw, %.1f MB stored; %d of them archived, all play back equal%n",
                recordings.size(),
                raw / 1e6,
                stored / 1e6,
                archived(recordings));
        out.printf(
                Locale.ROOT,
                "This run: %d due, %d archived, %d removed, %d failed, %.1f MB to S3 in %.1f s%n",
                figures.path("due").asLong(),
                figures.path("archived").asLong(),
                figures.path("removed").asLong(),
                figures.path("failed").asLong(),
                figures.path("bytes_archived").asLong() / 1e6,
                seconds);
        require(figures.path("failed").asLong() == 0, "retention failed for some recordings: " + run);
    }

    private static long archived(List<JsonNode> recordings) {
        return recordings.stream()
                .filter(recording -> recording.path("state").asText().equals("archived"))
                .count();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ApiException(ApiException.Kind.INTERNAL, "Cannot confirm that the demo works: " + otherwise);
        }
    }
}
