package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sessionrecording.api.recording.Facts;

class VerifyTest {
    @TempDir
    private Path folder;

    @Test
    void finds_sound_what_the_archive_writes() throws Exception {
        byte[] object = Sample.first().bytes();
        Path file = Craft.file(folder, object);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(object));
        assertThat(Tool.run("verify", file).succeeded().out()).contains("sha256 " + sha256);
        Tool.run("verify", file, "--sha256", sha256.toUpperCase(java.util.Locale.ROOT))
                .succeeded();
        Tool.run("verify", file, "--sha256", "0".repeat(64)).refused("its SHA-256 is " + sha256);
        Tool.runWith(object, "verify", "-").succeeded();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"crc32\":39428516 | \"crc32\":39428517 | chunk 7 has another crc32",
                "\"stored_crc32\":3077587968 | \"stored_crc32\":1 | chunk 8 has another stored_crc32",
                "\"count\":2 | \"count\":3 | it holds 3 snapshots, and its chunks 4",
                "\"length\":223 | \"length\":222 | its snapshots are 310 bytes, and those of its chunks 309",
                "\"offset\":305 | \"offset\":304 | chunk 8 is said to lie at 304",
                "\"bytes\":157 | \"bytes\":156 | chunk 8 is said to lie at 305",
                "\"offset\":142 | \"offset\":9 | chunk 7 is said to lie at 9",
                "\"id\":7 | \"id\":9 | chunk 8 stands after chunk 9",
                "[[102, | [[101, | chunk 7 has no snapshot at 101",
                "[[102, | [[0, | chunk 7 has a snapshot of type 4 at 0",
                "[[102, | [[5000000000, | chunk 7 has no snapshot at 5000000000",
                "\"full\":[] | \"full\":[[0,\"2026-11-23T19:10:02.000Z\"]] | chunk 8 has a snapshot of type 3 at 0",
                "\"window_id\":\"w1\", | '' | a chunk (7) lacks one of",
                "19:10:00.150Z\",\"arrived | 19:09:00.150Z\",\"arrived | chunk 7 ends before it starts",
                "\"arrived\":\"2026 | \"arrived\":\"x2026 | a chunk's arrived is no instant",
                "\"count\":1 | \"count\":-1 | a negative number",
                "\"count\":1 | \"count\":1.5 | a whole number was expected",
                "\"count\":1 | \"count\":99999999999999999999 | a whole number was expected",
                "\"bytes\":80 | \"bytes\":9223372036854775807 | a number is too large",
            })
    void refuses_a_list_of_chunks_that_is_not_true(String from, String to, String why) throws Exception {
        byte[] object = Craft.withTail(Sample.example(), from.trim(), to.trim());
        Tool.run("verify", Craft.file(folder, object)).refused(why);
    }

    @Test
    void notices_counts_that_are_wrong_by_chunk_and_right_together() throws Exception {
        String tail = tail(Sample.example());
        String swapped = tail.replace("\"count\":2", "\"count\":x")
                .replace("\"count\":1", "\"count\":2")
                .replace("\"count\":x", "\"count\":1");
        byte[] object = Craft.withTail(Sample.example(), tail, swapped);
        Tool.run("verify", Craft.file(folder, object)).refused("chunk 7 holds 2 snapshots instead of 1");
    }

    @Test
    void passes_over_members_it_does_not_know() throws Exception {
        byte[] object = Craft.withTail(Sample.example(), "]}", "],\"later\":{\"a\":[1,null,true]}}");
        Tool.run("verify", Craft.file(folder, object)).succeeded();
        byte[] inChunk = Craft.withTail(Sample.example(), "\"id\":7", "\"codec\":{\"x\":[{}]},\"id\":7");
        Tool.run("verify", Craft.file(folder, inChunk)).succeeded();
        byte[] before = Craft.withTail(Sample.example(), "],\"chunks\"", "],\"later\":\"]\",\"chunks\"");
        Tool.run("verify", Craft.file(folder, before)).succeeded();
    }

    @Test
    void notices_chunks_that_the_whole_inflates_to_and_that_do_not_inflate_alone() throws Exception {
        byte[] object = Craft.gzip(Sample.example().plain());
        Tool.run("verify", Craft.file(folder, object)).refused("its head, read alone, is");
    }

    @Test
    void reads_what_was_inflated_on_the_way_and_says_what_cannot_be_checked() throws Exception {
        byte[] plain = Sample.first().plain().getBytes(StandardCharsets.UTF_8);
        Path file = Craft.file(folder, plain);
        assertThat(Tool.run("verify", file).succeeded().out())
                .contains("inflated on the way here: stored hashes cannot be checked");
        Tool.run("verify", file, "--sha256", "0".repeat(64)).refused("fetch it without inflating");
        String other = new String(plain, StandardCharsets.UTF_8).replace("\"n\":-1.50e+2", "\"n\":-1.51e+2");
        Tool.run("verify", Craft.file(folder, other.getBytes(StandardCharsets.UTF_8)))
                .refused("chunk 11 has another crc32");
    }

    @Test
    void holds_the_parts_of_a_recording_against_each_other() throws Exception {
        Path first = write("1.json", Sample.first());
        Path second = write("2.json", Sample.second());
        assertThat(Tool.run("verify", second, first).succeeded().err()).isEmpty();
        assertThat(Tool.run("verify", second).succeeded().err()).contains("part 1 is not there");
        Tool.run("verify", first, write("1b.json", Sample.first())).refused("part 1 is there twice");
        Sample overlapping = new Sample(Sample.second().header(), Sample.first().chunks());
        Tool.run("verify", first, write("2b.json", overlapping)).refused("parts 1 and 2 overlap");
    }

    @Test
    void reads_a_whole_archive_and_goes_on_after_a_bad_object() throws Exception {
        Path good = archived(Sample.example(), 1);
        Path bad = archived(Sample.first(), 1);
        archived(Sample.second(), 2);
        write("session_recording/owner.json", "{}");
        write("session_recording/erased/00.json", "{}");
        write("session_recording/v1/notes.txt", "x");
        assertThat(Tool.run("verify", folder).succeeded().out()).endsWith("3 verified, 0 bad\n");
        Files.write(bad, new byte[] {1, 2, 3});
        Tool.Result result = Tool.run("verify", folder).refused("BAD  " + bad);
        assertThat(result.out()).contains("ok   " + good).endsWith("2 verified, 2 bad\n");
        assertThat(result.out()).contains("part 1 is not there");
    }

    @Test
    void notices_an_object_under_another_recordings_name() throws Exception {
        Path file = archived(Sample.example(), 1);
        Files.move(file, file.resolveSibling("20261123T191000.124Z.json"));
        Tool.run("verify", folder).refused("lies under another name than its own, ada/20261123T191000.123Z.json");
    }

    @Test
    void refuses_versions_it_does_not_know() throws Exception {
        String plain = Sample.example().plain().replace("\"version\":1", "\"version\":2");
        String why = "it is of version 2, and this program reads version 1 alone (use a newer one)";
        for (String command : List.of("verify", "info", "export", "chunks")) {
            Tool.run(command, Craft.file(folder, Craft.gzip(plain))).refused(why);
            Tool.run(command, Craft.file(folder, plain.getBytes(StandardCharsets.UTF_8)))
                    .refused(why);
        }
        String unsaid = Sample.example().plain().replace("\"version\":1,", "");
        Tool.run("verify", Craft.file(folder, Craft.gzip(unsaid))).refused("does not say its version");
        archived(Sample.example(), 1);
        Files.createDirectories(folder.resolve("session_recording/v2/ada"));
        Tool.run("verify", folder).refused("it holds objects of version 2");
    }

    @Test
    void an_object_without_chunks_is_sound_too() throws Exception {
        Sample empty = new Sample(Sample.header("ada", 1, Facts.none()), List.of());
        Tool.run("verify", Craft.file(folder, empty.bytes())).succeeded();
    }

    private static String tail(Sample sample) {
        String plain = sample.plain();
        return plain.substring(plain.lastIndexOf("],\"chunks\":["));
    }

    private Path archived(Sample sample, int part) throws IOException {
        String name = sample.header().name().path() + (part == 1 ? "" : "." + part) + ".json";
        return write("session_recording/v1/" + name, sample);
    }

    private Path write(String name, Sample sample) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, sample.bytes());
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
