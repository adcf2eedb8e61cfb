package org.sessionrecording.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.plugin.testing.MemoryCatalog;

/** A document whose chunks are read from the database as they are needed. */
class StoredBodyTest {
    private final MemoryCatalog catalog = new MemoryCatalog();
    private ArchiveIntent intent;
    private StoredBody body;
    private byte[] whole;

    @BeforeEach
    void store() throws IOException {
        RecordingKey key = catalog.add("visitor", Instant.parse("2026-11-23T19:10:00Z"), 9);
        List<Chunk> chunks = catalog.everStored(key);
        List<ChunkId> ids = chunks.stream().map(chunk -> chunk.info().id()).toList();
        intent = new ArchiveIntent(key, "s3", 1, "s3://b/k", ids, new byte[30], new byte[40], Optional.empty());
        body = new StoredBody(
                catalog, intent, chunks.stream().mapToLong(c -> c.data().length).sum());
        try (InputStream in = MemoryBody.of(intent, chunks).open()) {
            whole = in.readAllBytes();
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        try (in) {
            return in.readAllBytes();
        }
    }

    @Test
    void is_the_document_each_time_it_is_opened() throws IOException {
        assertThat(body.length()).isEqualTo(whole.length);
        assertThat(read(body.open())).isEqualTo(whole);
        assertThat(read(body.open())).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void can_be_opened_at_any_byte(boolean readBefore) throws IOException {
        if (readBefore) {
            read(body.open());
        }
        for (int offset = 0; offset <= whole.length; offset++) {
            assertThat(read(body.open(offset)))
                    .as("from %s", offset)
                    .isEqualTo(Arrays.copyOfRange(whole, offset, whole.length));
        }
    }

    @Test
    void its_parts_join_to_the_whole() throws IOException {
        Fingerprint fingerprint = Fingerprint.of(body, 333);
        assertThat(fingerprint.sha256()).isEqualTo(Sha256.of(whole));

        int offset = 0;
        for (String sha256 : fingerprint.parts()) {
            int length = Math.min(333, whole.length - offset);
            byte[] part = read(new BodyPart(body, offset, length).open());
            assertThat(part).isEqualTo(Arrays.copyOfRange(whole, offset, offset + length));
            assertThat(Sha256.of(part)).isEqualTo(sha256);
            offset += length;
        }
        assertThat(offset).isEqualTo(whole.length);
    }

    @Test
    void fails_where_a_chunk_is_gone() {
        List<ChunkId> others = List.of(new ChunkId(3), new ChunkId(99));
        ArchiveIntent other = new ArchiveIntent(
                intent.recording(), "s3", 1, "s3://b/k", others, new byte[1], new byte[1], Optional.empty());

        assertThatThrownBy(() -> read(new StoredBody(catalog, other, 100).open()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("no longer in the database");
    }
}
