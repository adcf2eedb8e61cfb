package org.sessionrecording.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.plugin.archive.ObjectInspector.Inspection;
import org.sessionrecording.plugin.testing.MemoryStores;
import org.sessionrecording.plugin.testing.Samples;

/** Objects are told from garbage, whoever made it. */
class ObjectInspectorTest {
    private static final Instant AT = Instant.parse("2026-11-23T19:10:00.123Z");
    private static final RecordingName NAME = new RecordingName(new DistinctId("ada \ud83c\u0000"), AT);

    private final MemoryStores stores = new MemoryStores();
    private final ObjectInspector inspector = new ObjectInspector();

    @Test
    void tells_all_of_a_sound_object_without_any_metadata() throws Exception {
        List<Chunk> chunks = chunks(700);
        byte[] object = object(NAME, chunks);

        Inspection read = read(object);

        assertThat(read.header().name()).isEqualTo(NAME);
        assertThat(read.header().sessionId()).isEqualTo("session");
        assertThat(read.header().facts().find("clicks")).contains(new Fact.Count(3));
        assertThat(read.chunkInfos()).hasSize(700);
        assertThat(read.chunkInfos().get(699).id())
                .isEqualTo(chunks.get(699).info().id());
        assertThat(read.sha256()).contains(Sha256.of(object));
        assertThat(inspector.describe(stores, "key", object.length).chunks()).isEqualTo(read.chunks());
    }

    @Test
    void a_changed_bit_anywhere_is_noticed_or_changes_nothing_but_the_hash() throws Exception {
        byte[] object = object(NAME, chunks(3));
        Inspection sound = read(object);
        int unnoticed = 0;
        for (int bit = 0; bit < object.length * Byte.SIZE; bit++) {
            byte[] changed = object.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            try {
                Inspection read = read(changed);
                assertThat(read.header()).isEqualTo(sound.header());
                assertThat(read.chunks()).isEqualTo(sound.chunks());
                assertThat(read.sha256()).isNotEqualTo(sound.sha256());
                unnoticed++;
            } catch (DamagedObjectException e) {
                assertThat(e).hasMessageNotContaining("Source");
            }
        }
        assertThat(unnoticed)
                .as("gzip's time and system, and bits that fill up a byte before a sync flush")
                .isLessThan(6 * Byte.SIZE + 5 * Byte.SIZE);
    }

    @Test
    void an_object_cut_or_grown_is_noticed() throws Exception {
        byte[] object = object(NAME, chunks(3));
        for (int length = 0; length < object.length; length++) {
            requireDamaged(Arrays.copyOf(object, length), length + " bytes");
        }
        requireDamaged(Arrays.copyOf(object, object.length + 1), "one more");
    }

    @Test
    void garbage_of_any_kind_is_refused() throws Exception {
        byte[] random = new byte[300_000];
        new Random(7).nextBytes(random);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(json)) {
            gzip.write("{\"version\":1,\"snapshots\":[],\"chunks\":[]}".getBytes(StandardCharsets.UTF_8));
        }
        byte[] syncs = new byte[100_000];
        for (int i = 0; i + 4 <= syncs.length; i += 4) {
            syncs[i + 2] = -1;
            syncs[i + 3] = -1;
        }

        requireDamaged(random, "random");
        requireDamaged(json.toByteArray(), "another gzip");
        requireDamaged(syncs, "nothing but sync flushes");
        requireDamaged(object(NAME, List.of()), "no chunks");
    }

    @Test
    void a_list_that_claims_more_than_is_there_is_refused() throws Exception {
        Chunk chunk = chunks(1).get(0);
        ChunkInfo info = chunk.info();
        for (ChunkInfo lie : List.of(
                lie(info, info.length() + 1, info.count()),
                lie(info, Integer.MAX_VALUE, info.count()),
                lie(info, info.length(), info.count() + 1))) {
            requireDamaged(object(NAME, List.of(new Chunk(lie, chunk.data()))), lie.toString());
        }
    }

    private static ChunkInfo lie(ChunkInfo info, int length, int count) {
        return new ChunkInfo(
                info.id(),
                info.recording(),
                info.windowId(),
                info.bytes(),
                length,
                info.crc32(),
                info.storedCrc32(),
                count,
                info.start(),
                info.end(),
                info.arrived(),
                info.eventIds(),
                info.fullSnapshots());
    }

    private void requireDamaged(byte[] object, String what) {
        assertThatExceptionOfType(DamagedObjectException.class).as(what).isThrownBy(() -> read(object));
    }

    private Inspection read(byte[] object) throws IOException {
        stores.put(new ObjectStore.Write("key", MemoryBody.of(object), Map.of(), Map.of(), "", false));
        return inspector.read(stores, "key", object.length);
    }

    private static List<Chunk> chunks(int count) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            chunks.add(Samples.chunk(i, new RecordingKey(1), AT.plusSeconds(i)));
        }
        return chunks;
    }

    private static byte[] object(RecordingName name, List<Chunk> chunks) {
        Facts facts = Facts.of(Map.of("clicks", new Fact.Count(3)));
        ArchiveDocument document = ArchiveDocument.layOut(
                new ArchiveDocument.Header(1, name, "session", AT, AT.plusSeconds(9), facts),
                chunks.stream().map(Chunk::info).toList());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(document.head());
        for (int i = 0; i < chunks.size(); i++) {
            bytes.writeBytes(i == 0 ? new byte[0] : GzipMember.separator());
            bytes.writeBytes(chunks.get(i).data());
        }
        bytes.writeBytes(document.tail());
        return bytes.toByteArray();
    }
}
