package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/archive-format.md, run as it stands there, reads what ours reads. */
class OtherReadersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Comparator<JsonNode> SAME_NUMBERS =
            (a, b) -> a.isNumber() && b.isNumber() ? Double.compare(a.asDouble(), b.asDouble()) : a.equals(b) ? 0 : 1;
    private static final List<Path> PARTS = GoldenObjectsTest.objects()
            .skip(1)
            .map(golden -> golden.file().toAbsolutePath())
            .toList();

    @TempDir
    private Path folder;

    @Test
    void node_reads_the_whole_and_each_chunk_alone() throws Exception {
        Path script = folder.resolve("read.mjs");
        Files.writeString(script, """
                import fs from 'node:fs';
                import zlib from 'node:zlib';
                const found = [];
                for (const path of process.argv.slice(2)) {
                  const stored = fs.readFileSync(path);
                  const whole = JSON.parse(zlib.gunzipSync(stored).toString('utf8'));
                  const pieces = [];
                  for (const { offset, bytes } of whole.chunks) {
                    pieces.push(...await events(stored.subarray(offset, offset + bytes)));
                  }
                  const first = whole.chunks[0], last = whole.chunks.at(-1);
                  const run = await events(stored.subarray(first.offset, last.offset + last.bytes));
                  found.push({ whole: whole.snapshots, pieces, run });
                }
                process.stdout.write(JSON.stringify(found));
                """ + code("javascript"));
        JsonNode read = run("node", script);
        for (int i = 0; i < PARTS.size(); i++) {
            JsonNode ours = JSON.readTree(
                            Tool.run("export", PARTS.get(i)).succeeded().out())
                    .get("snapshots");
            for (String way : List.of("whole", "pieces", "run")) {
                assertThat(ours.equals(SAME_NUMBERS, read.get(i).get(way)))
                        .as(way)
                        .isTrue();
            }
        }
    }

    @Test
    void python_reads_all_parts_in_the_order_of_time() throws Exception {
        assumeThat(isThere("python3")).isTrue();
        Path script = Files.writeString(folder.resolve("read.py"), code("python"));
        JsonNode read = run("python3", script);
        JsonNode ours = JSON.readTree(Tool.run("export", PARTS.get(0), PARTS.get(1), "--format", "events")
                .succeeded()
                .out());
        assertThat(read).hasSameSizeAs(ours);
        for (JsonNode event : ours) {
            assertThat(read).anyMatch(other -> event.equals(SAME_NUMBERS, other));
        }
        assertThat(read.findValues("timestamp")).extracting(JsonNode::asLong).isSorted();
    }

    private static String code(String language) throws IOException {
        String documentation = Files.readString(Path.of("../docs/archive-format.md"));
        int from = documentation.indexOf("```" + language + "\n") + language.length() + 4;
        return documentation.substring(from, documentation.indexOf("```", from));
    }

    private JsonNode run(String command, Path script) throws Exception {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        command,
                        script.toString(),
                        PARTS.get(0).toString(),
                        PARTS.get(1).toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return JSON.readTree(Files.readString(out));
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
