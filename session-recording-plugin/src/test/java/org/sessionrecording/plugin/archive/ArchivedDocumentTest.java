package org.sessionrecording.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.Checksum;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.PartSizes;
import org.sessionrecording.plugin.settings.S3Credentials;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.MemoryCatalog;
import org.sessionrecording.plugin.testing.MemoryStores;
import org.sessionrecording.plugin.testing.Samples;
import org.sessionrecording.plugin.testing.TestClock;
import org.sessionrecording.plugin.testing.TestProject;

/** What lies in the bucket, read as others would read it. */
class ArchivedDocumentTest {
    private final TestProject project = new TestProject()
            .with("s3_url", "http://s3.example:9000/replays/prefix")
            .with("s3_access_key", "a")
            .with("s3_secret_key", "b");
    private final MemoryCatalog catalog = project.catalog();
    private final MemoryStores stores = new MemoryStores();
    private final ArchiveSource source = new ArchiveSource(stores, new Operator(Optional.empty(), false));
    private RecordingKey key;
    private ArchivePart part;
    private byte[] object;

    @BeforeEach
    void archiveOne() {
        key = catalog.add("user@example.com", Instant.parse("2026-11-23T19:10:00.123Z"), 4);
        ArchiveSettings settings = new ArchiveSettings(
                S3Url.parse("http://s3.example:9000/replays/prefix"),
                new S3Credentials.DefaultChain(),
                1,
                0,
                Checksum.NONE);
        ArchiveWriter writer = new ArchiveWriter(
                stores,
                settings,
                new ArchiveProfile(true, false, true, true, Instant.EPOCH),
                new TestClock(),
                FailPoints.NONE,
                PartSizes.DEFAULT);
        List<Chunk> chunks = catalog.everStored(key);
        ArchiveIntent intent = writer.plan(
                catalog.find(key).orElseThrow(),
                chunks.stream().map(Chunk::info).toList(),
                ArchiveSource.ID);
        part = ((Stored.Verified) writer.store(intent, MemoryBody.of(intent, chunks), (noted, id) -> {})).part();
        object = stores.object("prefix/session_recording/v1/user@example.com/20261123T191000.123Z.json");
    }

    private JsonNode document() throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(object))) {
            return JsonMapper.builder().build().readTree(in);
        }
    }

    @Test
    void is_gzipped_json_with_the_snapshots_in_stored_order() throws IOException {
        JsonNode document = document();

        assertThat(document.path("version").asInt()).isEqualTo(1);
        assertThat(document.path("part").asInt()).isEqualTo(1);
        assertThat(document.path("distinct_id").asText()).isEqualTo("user@example.com");
        assertThat(document.path("timestamp").asText()).isEqualTo("20261123T191000.123Z");
        assertThat(document.path("start").asText()).isEqualTo("2026-11-23T19:10:00.123Z");
        List<JsonNode> expected = catalog.everStored(key).stream()
                .flatMap(chunk -> Samples.snapshots(chunk.info().id().value()).stream())
                .map(ArchivedDocumentTest::tree)
                .toList();
        assertThat(document.path("snapshots")).containsExactlyElementsOf(expected);
        assertThat(document.path("chunks")).hasSize(4);
    }

    private static JsonNode tree(String json) {
        try {
            return JsonMapper.builder().build().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code GZIPInputStream} would read several members without a word; browsers read the first alone. */
    @Test
    void is_one_member_with_nothing_behind_it() throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(object, 10, object.length - 10);
        byte[] buffer = new byte[1 << 20];
        int length = 0;
        while (!inflater.finished()) {
            length += inflater.inflate(buffer);
        }

        assertThat(inflater.getRemaining()).isEqualTo(8); // checksum and length
        assertThat(length).isPositive();
        inflater.end();
    }

    @Test
    void says_where_its_tail_begins_and_what_its_hash_is() {
        assertThat(part.bytes()).isEqualTo(object.length);
        assertThat(part.sha256()).isEqualTo(Sha256.of(object));
        assertThat(stores.metadata("prefix/session_recording/v1/user@example.com/20261123T191000.123Z.json"))
                .containsEntry("tail", Long.toString(part.tailOffset()))
                .containsEntry("sha256", part.sha256());
    }

    @Test
    void tells_each_chunks_place_and_all_about_it() throws IOException {
        List<ArchivedChunk> archived = source.chunks(project, part);

        assertThat(archived).hasSize(4);
        for (int i = 0; i < 4; i++) {
            Chunk chunk = catalog.everStored(key).get(i);
            assertThat(archived.get(i).info()).isEqualTo(chunk.info());
            int from = (int) archived.get(i).offset();
            assertThat(Arrays.copyOfRange(object, from, from + chunk.info().bytes()))
                    .isEqualTo(chunk.data());
        }
    }

    @Test
    void any_run_of_chunks_cut_out_by_range_inflates_alone() throws Exception {
        List<ArchivedChunk> archived = source.chunks(project, part);
        long from = archived.get(1).offset();
        long to = archived.get(2).offset() + archived.get(2).info().bytes();
        Inflater inflater = new Inflater(true);
        byte[] cut;
        try (InputStream in = source.open(project, part, from, to - from)) {
            cut = in.readAllBytes();
        }
        byte[] ended = Arrays.copyOf(cut, cut.length + 2);
        System.arraycopy(GzipMember.end(), 0, ended, cut.length, 2);
        inflater.setInput(ended);
        byte[] plain = new byte[1 << 20];
        int length = inflater.inflate(plain);

        assertThat(inflater.finished()).isTrue();
        assertThat(inflater.getRemaining()).isZero();
        inflater.end();
        String expected = String.join(
                        ",", Samples.snapshots(archived.get(1).info().id().value())) + ","
                + String.join(",", Samples.snapshots(archived.get(2).info().id().value()));
        assertThat(new String(plain, 0, length, StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    @Test
    void a_tampered_tail_is_refused() {
        object[(int) part.tailOffset() + 20] ^= 0x55;

        assertThatThrownBy(() -> source.chunks(project, part))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.ARCHIVE));
    }

    @Test
    void an_object_of_a_version_it_does_not_know_is_refused() {
        ArchivePart newer = new ArchivePart(
                part.recording(),
                part.source(),
                1,
                part.url().replace("/v1/", "/v2/"),
                part.bytes(),
                part.sha256(),
                part.tailOffset(),
                part.firstChunk(),
                part.lastChunk(),
                part.chunkCount(),
                part.archivedAt());

        assertThatThrownBy(() -> source.chunks(project, newer))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("upgrade");
    }

    @Test
    void an_object_that_is_gone_is_missing() {
        stores.clear();

        assertThatThrownBy(() -> source.chunks(project, part))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.MISSING));
    }
}
