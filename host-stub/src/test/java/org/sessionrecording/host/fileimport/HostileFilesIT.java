package org.sessionrecording.host.fileimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sessionrecording.host.fileimport.FileImportHarness.gzip;
import static org.sessionrecording.host.fileimport.FileImportIT.file;
import static org.sessionrecording.host.fileimport.FileImportIT.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.enrich.Verdict;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.host.fileimport.FileImportHarness.Answer;
import org.sessionrecording.host.ingest.IngestSettings;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.wire.FileLimits;
import org.sessionrecording.host.wire.WireLimits;

/** Files that are none, are damaged, or mean harm: each is refused for its own reason, and nothing of it is stored. */
class HostileFilesIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant START = Instant.parse("2026-11-20T10:00:00.123Z");
    private static final int MIB = 1024 * 1024;

    private FileImportHarness host;

    @AfterEach
    void stop() {
        host.close();
    }

    private static Arguments bad(String name, byte[] file, int status, String says) {
        return Arguments.of(name, file, status, says);
    }

    private static Arguments bad(String name, String file, int status, String says) {
        return bad(name, file.getBytes(StandardCharsets.UTF_8), status, says);
    }

    private static String with(String snapshots, int count) {
        return "{\"version\":1,\"distinct_id\":\"ada\",\"session_id\":\"s\",\"snapshots\":[" + snapshots
                + "],\"chunks\":[{\"window_id\":\"w\",\"count\":" + count + "}]}";
    }

    private static String page(byte[] document) {
        return "<!doctype html><script id=x></script><script type=\"application/octet-stream\" id=\"recording\">"
                + Base64.getEncoder().encodeToString(document) + "</script>";
    }

    static Stream<Arguments> files() {
        byte[] good = file("s", START, "ada", "a");
        byte[] zipped = gzip(good);
        byte[] flipped = zipped.clone();
        flipped[zipped.length / 2] ^= 0x55;
        String one = snapshot(START, "a");
        String text = new String(good, StandardCharsets.UTF_8);
        return Stream.of(
                bad("nothing", "", 400, "begins neither JSON"),
                bad("a picture", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10}, 400, "begins neither JSON"),
                bad("a list of events", "[" + one + "]", 400, "begins neither JSON"),
                bad("JSON of something else", "{\"name\":\"x\",\"version\":\"1.0.0\"}", 400, "no recording"),
                bad("cut off JSON", Arrays.copyOf(good, good.length / 2), 400, "it ends at byte"),
                bad("cut off gzip", Arrays.copyOf(zipped, zipped.length - 9), 400, "cut off"),
                bad("a gzip with a wrong checksum", flipped, 400, ""),
                bad("JSON and more", text + "{}", 400, "is not what should stand there"),
                bad("no JSON", text.replace("\"type\"", "type"), 400, "is not what should stand there"),
                bad("no UTF-8", withByte(good, (byte) 0xFF), 400, "not valid UTF-8"),
                bad("another version", text.replace("\"version\":1", "\"version\":2"), 400, "version of the archive"),
                bad("no version", text.replace("\"version\":1,", ""), 400, "version of the archive"),
                bad("another version of PostHog's", posthog("2030-01-01"), 400, "of a version that is not known"),
                bad(
                        "PostHog's without snapshots",
                        "{\"version\":\"2023-04-28\",\"data\":{\"snapshots\":[]}}",
                        400,
                        "holds no snapshot"),
                bad("PostHog's with nothing", "{\"version\":\"2023-04-28\",\"data\":null}", 400, "no recording"),
                bad("no distinct id", text.replace("\"distinct_id\":\"ada\",", ""), 400, "no distinct_id"),
                bad(
                        "a long distinct id",
                        text.replace("\"ada\"", "\"" + "a".repeat(1_001) + "\""),
                        400,
                        "1001 characters"),
                bad("a session id with a control character", text.replace("\"s\"", "\"s\\u0007\""), 400, "session id"),
                bad("a window id with a control character", text.replace("\"w\"", "\"w\\u0007\""), 400, "window ids"),
                bad("chunks for fewer snapshots", with(one + "," + one, 1), 400, "does not fit"),
                bad("chunks for more snapshots", with(one, 999_999_999), 400, "does not fit"),
                bad("a chunk without a count", with(one, 0), 400, "without a count"),
                bad(
                        "no snapshots at all",
                        with("", 0).replace("{\"window_id\":\"w\",\"count\":0}", ""),
                        400,
                        "holds no snapshot"),
                bad("snapshots that are none", with("1,\"x\",null,{},{\"type\":3}", 5), 400, "none of its snapshots"),
                bad("a page without a recording", "<!doctype html><p>hello</p>", 400, "holds no recording"),
                bad("a page in a page", page(page(good).getBytes(StandardCharsets.UTF_8)), 400, "begins neither JSON"),
                bad("a page that was cut off", page(zipped).substring(0, 150), 400, "within its recording"),
                bad("a page with something else", page(new byte[] {1, 2, 3}), 400, "begins neither JSON"),
                bad("a page with other characters", page(zipped).replace("H4sI", "H4#I"), 400, "base64"),
                bad(
                        "a bomb",
                        gzip(("{\"a\":\"" + "a".repeat(8 * MIB)).getBytes(StandardCharsets.UTF_8)),
                        413,
                        "times its size"),
                bad(
                        "a bomb in a page",
                        page(gzip(("{\"a\":\"" + "a".repeat(8 * MIB)).getBytes(StandardCharsets.UTF_8))),
                        413,
                        "times its size"),
                bad("gzip in gzip in gzip", gzip(gzip(gzip(gzip(gzip(good))))), 400, "begins neither JSON"),
                bad(
                        "deep nesting",
                        with(
                                "{\"type\":3,\"timestamp\":1,\"data\":" + "[".repeat(100_000) + "]".repeat(100_000)
                                        + "}",
                                1),
                        413,
                        "nested deeper"));
    }

    private static byte[] withByte(byte[] file, byte other) {
        byte[] changed = file.clone();
        changed[new String(file, StandardCharsets.US_ASCII).indexOf("\"x\":\"a") + 5] = other;
        return changed;
    }

    private static String posthog(String version) {
        return "{\"version\":\"" + version + "\",\"data\":{\"id\":\"s\",\"snapshots\":[" + snapshot(START, "a") + "]}}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void is_refused_with_its_reason_and_nothing_is_stored(String name, byte[] file, int status, String says) {
        host = new FileImportHarness(postgres);
        ProjectId project = host.project(0);
        long chunks = host.count("chunk");
        Answer answer = host.put(project, file);
        assertThat(answer.status()).as(answer.detail()).isEqualTo(status);
        assertThat(answer.detail()).startsWith("Cannot ").contains(says).contains("(");
        assertThat(host.recordings(project)).isEmpty();
        assertThat(host.count("chunk")).isEqualTo(chunks);
    }

    @Test
    void a_snapshot_that_cannot_be_taken_is_told_of_and_the_others_are_taken() {
        host = new FileImportHarness(postgres);
        ProjectId project = host.project(0);
        String large = "{\"type\":3,\"timestamp\":" + START.toEpochMilli() + ",\"data\":[\"" + "a".repeat(17 * MIB)
                + "\",\"" + "b".repeat(17 * MIB) + "\"]}";
        byte[] file = with(snapshot(START, "a") + "," + large + ",7", 3).getBytes(StandardCharsets.UTF_8);
        for (String query : List.of("?dry_run=true", "")) {
            Answer answer = host.put(project, file, query);
            assertThat(answer.json().path("skipped").asInt()).isEqualTo(2);
            assertThat(answer.json().at("/problems/0/reason").asText()).contains("more than 33554432");
            assertThat(answer.json().at("/problems/1/reason").asText()).contains("not a JSON object");
            assertThat(answer.json().at("/recordings/0/snapshot_count").asInt()).isEqualTo(1);
        }
    }

    @Test
    void limits_hold_for_the_file_its_json_its_lists_and_what_becomes_of_it() {
        WireLimits usual = WireLimits.DEFAULTS;
        WireLimits small = new WireLimits(50_000, 80_000, 200, 100, 1, 40_000, 40_000, 1, 1, 1_000);
        host = new FileImportHarness(postgres, new FileLimits(small, 3, 3, 3), FileImportHarness.USUAL);
        ProjectId project = host.project(0);
        String one = snapshot(START, "a");
        String four = String.join(",", one, one, one, one);
        assertThat(host.put(project, file("s", START, "ada", "a".repeat(30_000)))
                        .detail())
                .contains("the file has more than 50000");
        assertThat(host.put(
                                project,
                                gzip(("{\"a\":\"" + "ab".repeat(15_000) + "\",\"b\":\"" + "ab".repeat(30_000))
                                        .getBytes(StandardCharsets.UTF_8)))
                        .detail())
                .contains("more than 80000 bytes");
        assertThat(host.put(project, with(four, 4).getBytes(StandardCharsets.UTF_8))
                        .detail())
                .contains("more than 3 snapshots");
        assertThat(host.put(project, posthog("2023-04-28").replace(one, four).getBytes(StandardCharsets.UTF_8))
                        .detail())
                .contains("more than 3 snapshots");
        assertThat(host.put(
                                project,
                                with("{\"a\":\"" + "a".repeat(45_000) + "\"}", 1)
                                        .getBytes(StandardCharsets.UTF_8))
                        .detail())
                .contains("is longer than 40000");
        String chunk = "{\"window_id\":\"w\",\"count\":1}";
        assertThat(host.put(
                                project,
                                with(one, 1)
                                        .replace("\"chunks\":[", "\"chunks\":[" + (chunk + ",").repeat(3))
                                        .getBytes(StandardCharsets.UTF_8))
                        .detail())
                .contains("more than 3 chunks");
        assertThat(host.put(project, with(one, 1).getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(201);
        host.close();

        IngestSettings little = new IngestSettings(4, MIB, 2 * MIB, Duration.ofSeconds(5));
        host = new FileImportHarness(postgres, FileLimits.of(usual), little);
        ProjectId other = host.project(0);
        ByteArrayOutputStream random = new ByteArrayOutputStream();
        java.util.Random source = new java.util.Random(1);
        while (random.size() < 3 * MIB) {
            random.write('a' + source.nextInt(26));
        }
        Answer answer = host.put(other, file("s", START, "ada", random.toString(StandardCharsets.US_ASCII)));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.detail()).contains("more than 1048576 compressed bytes");
        assertThat(host.recordings(other)).isEmpty();
    }

    @Test
    void enrichers_see_it_and_where_a_required_one_fails_nothing_is_stored() {
        host = new FileImportHarness(postgres, new Redaction(false));
        ProjectId project = host.project(0);
        byte[] secret = file("s", START, "ada", "secret");
        assertThat(host.put(project, secret).status()).isEqualTo(201);
        assertThat(host.snapshots(project).get("w")).contains("hidden").doesNotContain("secret");
        assertThat(host.put(project, secret).outcome()).isEqualTo("already_there");
        assertThat(host.put(project, host.export(project, "export")).outcome()).isEqualTo("already_there");
        host.close();

        host = new FileImportHarness(postgres, new Redaction(true));
        ProjectId other = host.project(0);
        Answer failed = host.put(other, secret);
        assertThat(failed.status()).isEqualTo(503);
        assertThat(host.recordings(other)).isEmpty();
    }

    private record Redaction(boolean fails) implements SnapshotEnricher {
        @Override
        public String id() {
            return "redaction";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public boolean required() {
            return true;
        }

        @Override
        public Enrichment begin(ChunkContext context) {
            if (fails) {
                throw new org.sessionrecording.api.ApiException(
                        org.sessionrecording.api.ApiException.Kind.PLUGIN, "Cannot redact: it is broken (mend it)");
            }
            return new Enrichment() {
                @Override
                public Verdict see(Snapshot snapshot) {
                    String json = StandardCharsets.UTF_8.decode(snapshot.json()).toString();
                    return new Verdict.Replace(json.replace("secret", "hidden").getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public Facts facts() {
                    return Facts.none();
                }
            };
        }
    }
}
