package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.Facts;

class LargeObjectTest {
    private static final int SMALL_CHUNKS = 20_000;

    @TempDir
    private Path folder;

    @Test
    void memory_does_not_grow_with_an_object_its_chunks_or_a_snapshot() throws Exception {
        Path file = folder.resolve("large.json");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            new Sample(Sample.header("large", 1, Facts.none()), chunks()).writeTo(out);
        }
        Path exported = folder.resolve("exported.json");
        assertThat(runWithin("12m", "verify", file.toString())).isZero();
        assertThat(runWithin("12m", "export", file.toString(), "--out", exported.toString()))
                .isZero();
        assertThat(Files.size(exported)).isGreaterThan(64L << 20);
    }

    /** Many small ones, and one snapshot of 64 MiB. */
    private static List<Chunk> chunks() {
        List<Chunk> chunks = new ArrayList<>(IntStream.rangeClosed(1, SMALL_CHUNKS)
                .mapToObj(id -> Sample.chunk(id, "w", 0, Sample.event(2, id, "{}")))
                .toList());
        String large = "\"" + "x".repeat(64 << 20) + "\"";
        chunks.add(Sample.chunk(SMALL_CHUNKS + 1L, "w", -1, Sample.event(3, SMALL_CHUNKS + 1L, large)));
        return chunks;
    }

    private int runWithin(String heap, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                "org.sessionrecording.tool.Main"));
        line.addAll(List.of(words));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
