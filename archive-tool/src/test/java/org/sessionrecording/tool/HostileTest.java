package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever lies in a file, the answer is one sentence and code 1. */
class HostileTest {
    private static final List<String> COMMANDS = List.of("info", "verify", "export", "chunks");

    @TempDir
    private Path folder;

    static Stream<Map.Entry<String, String>> texts() {
        String example = Sample.example().plain();
        return Map.ofEntries(
                Map.entry("", "it is empty"),
                Map.entry("hello", "'{' is missing"),
                Map.entry("[]", "'{' is missing"),
                Map.entry("{}", "it is no archive object"),
                Map.entry("{\"version\":1}", "it is no archive object"),
                Map.entry("{\"version\":1,\"snapshots\":[],\"chunks\":[]}", "its head has no part"),
                Map.entry("{\"version\":\"1\"}", "a digit is missing"),
                Map.entry("{\"version\":1,\"version\":1}", "a member stands twice"),
                Map.entry("{\"version\":1,\"chunks\":[]}", "its chunks stand before its snapshots"),
                Map.entry("{\"a\":" + "[".repeat(1_000_000), "it is nested deeper than"),
                Map.entry("{\"a\":" + "{\"a\":".repeat(1_000_000), "it is nested deeper than"),
                Map.entry("{\"a\":\"\u0001\"}", "a control character"),
                Map.entry("{\"a\":\"\\x\"}", "an escape that JSON does not know"),
                Map.entry("{\"a\":tru}", "a value is missing"),
                Map.entry("{\"a\":01}", "',' is missing"),
                Map.entry("{\"a\":\"x", "it ends in the middle"),
                Map.entry(example + "x", "something follows its end"),
                Map.entry(example.replace("\"ada\"", "\"\""), "its head is wrong"),
                Map.entry(example.replace("\"ada\"", "\"" + "a".repeat(1_001) + "\""), "its head is wrong"),
                Map.entry(example.replace("\"ada\"", "\"" + "a".repeat(100_000) + "\""), "a text is longer"),
                Map.entry(example.replace("20261123T", "2026-11-23T"), "its head is wrong"),
                Map.entry(example.replace("\"part\":1", "\"part\":0"), "its head has no part"),
                Map.entry(example.replace("{\"clicks\":1}", "\"" + "x".repeat(13 << 20) + "\""), "a member is longer"))
                .entrySet()
                .stream();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("texts")
    void refuses_what_is_no_document(Map.Entry<String, String> text) throws Exception {
        for (String command : COMMANDS) {
            Path file = Craft.file(folder, text.getKey().getBytes(StandardCharsets.UTF_8));
            Tool.run(command, file).refused(text.getValue());
            if (!text.getKey().isEmpty()) {
                Tool.run(command, Craft.file(folder, Craft.gzip(text.getKey()))).refused(text.getValue());
            }
        }
    }

    @Test
    void refuses_texts_that_are_not_utf_8() throws Exception {
        for (String bytes : List.of("ff", "c080", "eda080", "e28228", "f4908080", "f0808080", "80", "c3")) {
            byte[] text = java.util.HexFormat.of().parseHex("7b2261223a22" + bytes + "227d");
            Tool.run("verify", Craft.file(folder, text)).refused("a text is not UTF-8");
        }
    }

    @Test
    void survives_mutations_of_sound_objects() throws Exception {
        Random random = new Random(1);
        byte[] plain = Sample.first().plain().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 1_500; i++) {
            byte[] changed = plain.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            Path file = Craft.file(folder, i % 2 == 0 ? changed : Craft.gzip(changed));
            for (String command : COMMANDS) {
                Tool.Result result = Tool.run(command, file);
                if (result.code() != 0) {
                    result.refused(": ");
                }
                assertThat(result.err()).doesNotContain("this program has a fault");
            }
        }
    }

    @Test
    void prints_nothing_that_steers_a_terminal() throws Exception {
        Sample evil = new Sample(
                Sample.header("\u001b[2J\u202eada\n", 1, org.sessionrecording.api.recording.Facts.none()),
                Sample.example().chunks());
        Path file = Craft.file(folder, evil.bytes());
        Path renamed = Files.move(file, folder.resolve("\u001b[31m\nx.json"));
        for (String command : List.of("info", "verify", "chunks")) {
            Tool.Result result = Tool.run(command, renamed).succeeded();
            assertThat(result.out() + result.err()).doesNotContain("\u001b").doesNotContain("\u202e");
        }
        Tool.Result missing = Tool.run("info", "\u001b[31m");
        assertThat(missing.err()).contains("there is no").doesNotContain("\u001b");
    }

    @Test
    void refuses_what_cannot_be_read() {
        Tool.run("verify", folder.resolve("absent.json")).refused("there is no");
        Tool.run("verify", folder).refused("no archive object lies in this folder");
        Tool.run("chunks", folder).refused("Cannot chunks");
        Tool.run("export", "a\0b").refused("no file can have that name");
    }
}
