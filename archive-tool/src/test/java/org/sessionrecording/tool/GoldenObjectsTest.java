package org.sessionrecording.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sessionrecording.api.recording.DistinctId;

/**
 * Objects of an older version: written once, on 24 November 2026, and never again. They must be read byte for byte by
 * whatever comes, what is written today must still have their form, and docs/archive-format.md must tell the truth of both.
 */
class GoldenObjectsTest {
    private static final Path OBJECTS = Path.of("src/test/resources/objects");
    private static final Path DOCUMENTATION = Path.of("../docs/archive-format.md");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A frozen object, the input it was written from, and the SHA-256 of its stored and of its plain bytes. */
    record Golden(Sample sample, String stored, String plain) {
        Path file() {
            int part = sample.header().part();
            String name = sample.header().name().path() + (part == 1 ? "" : "." + part) + ".json";
            return OBJECTS.resolve("session_recording/v1").resolve(name);
        }

        byte[] bytes() throws java.io.IOException {
            return Files.readAllBytes(file());
        }
    }

    static Stream<Golden> objects() {
        return Stream.of(
                new Golden(
                        Sample.example(),
                        "33d00f8f7f1d6b452547b5ebd358040f8dd9374b35cbfb1c3a98ce66f8c6c608",
                        "b689bd5d6f5a7903587c94960e2fa87ad01298f08b8132afcb307dfd0bdca1cf"),
                new Golden(
                        Sample.first(),
                        "016e63f9117aaea202c26e5c5ed0fa8c61da0157774dd938d27ddb5142c169d0",
                        "9b87457df42e72f4a4a28d295264357c5a7376a89d88b85ca3c5842e0ce6bc06"),
                new Golden(
                        Sample.second(),
                        "50ba5d90e5b76205d190709bd00c59f4c36d2c180062de1081c6ac904f7ca7e7",
                        "cd85d1009e6bb6fd2e18688b6dc788016fc39dfdec0f1d5bf1fc992151ed99a7"));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void are_read_byte_for_byte(Golden golden) throws Exception {
        Tool.run("verify", golden.file(), "--sha256", golden.stored()).succeeded();
        String exported = Tool.run("export", golden.file()).succeeded().out();
        assertThat(sha256(exported.getBytes(StandardCharsets.UTF_8))).isEqualTo(golden.plain());
    }

    @Test
    void are_sound_as_an_archive() {
        assertThat(Tool.run("verify", OBJECTS).succeeded().out()).endsWith("3 verified, 0 bad\n");
    }

    /** Deflate's output may differ between zlibs, so places in the object may; nothing else. */
    @ParameterizedTest
    @MethodSource("objects")
    void are_what_is_written_today(Golden golden) throws Exception {
        String today = golden.sample().plain();
        assertThat(places(today)).isEqualTo(places(Sample.gunzip(golden.bytes())));
        byte[] written = golden.sample().bytes();
        assertThat(Arrays.copyOf(written, 10)).isEqualTo(Arrays.copyOf(golden.bytes(), 10));
        assertThat(hex(written)).contains("0000ffff" + "000100feff2c").contains("0000ffff" + "0300");
    }

    private static String places(String json) {
        return json.replaceAll("\"(offset|bytes|stored_crc32)\":\\d+", "\"$1\":0");
    }

    @Test
    void are_explained_by_the_documentation() throws Exception {
        Golden example = objects().findFirst().orElseThrow();
        String documented = Files.readString(DOCUMENTATION);
        assertThat(documented).contains(example.stored());
        String section = documented.substring(documented.indexOf("## An example"));
        StringBuilder bytes = new StringBuilder();
        StringBuilder text = new StringBuilder();
        section.lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .forEach(line -> {
                    if (line.matches("[0-9a-f]+")) {
                        bytes.append(line);
                    } else {
                        text.append(line.startsWith("{\"type\":3") ? "," : "").append(line);
                    }
                });
        assertThat(bytes.toString()).isEqualTo(hex(example.bytes()));
        assertThat(text.toString()).isEqualTo(Sample.gunzip(example.bytes()));
    }

    @Test
    void have_the_members_that_are_documented() throws Exception {
        String documented = Files.readString(DOCUMENTATION);
        Set<String> members = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (number|string|array|object) \\|")
                .matcher(documented);
        while (row.find()) {
            members.add(row.group(1));
        }
        var written = JSON.readTree(Sample.first().plain());
        Set<String> found = new TreeSet<>();
        written.fieldNames().forEachRemaining(found::add);
        written.get("chunks").get(0).fieldNames().forEachRemaining(found::add);
        assertThat(found).isEqualTo(members);
    }

    @Test
    void lie_under_keys_that_are_documented() throws Exception {
        Matcher row = Pattern.compile("(?m)^\\| `(\".*\")` \\| `(.*)` \\|$").matcher(Files.readString(DOCUMENTATION));
        int rows = 0;
        while (row.find()) {
            String id = JSON.readValue(row.group(1), String.class);
            assertThat(new DistinctId(id).escaped()).isEqualTo(row.group(2));
            rows++;
        }
        assertThat(rows).isEqualTo(12);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
