package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "play x",
                "verify",
                "verify --sha256",
                "verify x --sha256 12",
                "verify x y --sha256 0000000000000000000000000000000000000000000000000000000000000000",
                "verify x --out y",
                "export x --format xml",
                "export x --out y --out z",
                "chunks x y",
                "extract x",
                "extract x one",
            })
    void says_how_it_is_used(String line) {
        Tool.Result result = Tool.run(line.isEmpty() ? new Object[0] : (Object[]) line.split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("Cannot do that: ").contains("archive verify FILE…");
    }

    @Test
    void helps() {
        assertThat(Tool.run("--help").succeeded().out()).contains("archive export");
    }

    @Test
    void takes_names_that_look_like_options_after_two_dashes() throws Exception {
        Tool.run("info", "--", "--absent").refused("there is no --absent");
    }

    @Test
    void fails_where_standard_output_is_full() throws Exception {
        Path file = Craft.file(folder, Sample.example().bytes());
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        for (String command : List.of("export", "info", "verify", "chunks")) {
            int code = Main.run(
                    List.of(command, file.toString()),
                    new ByteArrayInputStream(new byte[0]),
                    new PrintStream(full),
                    new PrintStream(OutputStream.nullOutputStream()));
            assertThat(code).isEqualTo(1);
        }
    }

    @Test
    void lists_chunks_by_line() throws Exception {
        String out = Tool.run("chunks", Craft.file(folder, Sample.example().bytes()))
                .succeeded()
                .out();
        assertThat(out.lines().toList().get(1)).startsWith("7\t\"w1\"\t").endsWith("\t259a1a4\t9e9aa516");
        assertThat(out.lines()).hasSize(3);
    }

    @Test
    void says_what_an_object_holds() throws Exception {
        Path file = Files.write(folder.resolve("ü.json"), Sample.first().bytes());
        assertThat(Tool.run("info", file).succeeded().out())
                .contains("\"../ada \\\"\\\\\\ud83c\\u0000\\u00fc\\ud83c\\udf3b\"")
                .contains("timestamp   20261123T191000.123Z")
                .contains("/sessions/..~2Fada~20~22~5C~ED~A0~BC~00~C3~BC~F0~9F~8C~BB/20261123T191000.123Z/recording")
                .contains("chunks      3, ids 11 to 13")
                .contains("snapshots   6, 2 of them full")
                .contains("\"w \\\"1\\\"\"  3 snapshots in 2 chunks")
                .contains("\"clicks\":3");
    }

    @Test
    void leaves_no_temporary_file() throws Exception {
        long before = temporary();
        Tool.runWith("x".getBytes(StandardCharsets.UTF_8), "verify", "-").refused("'{' is missing");
        Tool.runWith(Sample.first().bytes(), "verify", "-").succeeded();
        assertThat(temporary()).isEqualTo(before);
    }

    private static long temporary() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("archive-tool"))
                    .count();
        }
    }
}
