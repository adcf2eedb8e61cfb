package org.sessionrecording.api.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;

class ArchiveDocumentTest {
    private static final Instant START = Instant.parse("2026-11-23T19:10:00.123Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void reads_as_the_document_of_the_contract() throws Exception {
        Facts facts = Facts.of(Map.of(
                "clicks", new Fact.Count(3),
                "browser", new Fact.First(new Fact.Moment(START, "Chrome")),
                "pages", new Fact.Timeline(List.of(new Fact.Moment(START, "https://x/ü")))));
        List<Chunk> chunks = List.of(chunk(7, "[\"a\\ud83c\\u0000\"]"), chunk(9, "{\"type\":2}"));
        byte[] document = document(ArchiveDocument.layOut(header(facts), infos(chunks)), chunks);
        JsonNode json = JSON.readTree(gunzip(document));
        assertThat(names(json))
                .containsExactly(
                        "version",
                        "part",
                        "distinct_id",
                        "session_id",
                        "timestamp",
                        "start",
                        "end",
                        "facts",
                        "snapshots",
                        "chunks");
        assertThat(json.get("version").asInt()).isEqualTo(1);
        assertThat(json.get("part").asInt()).isEqualTo(2);
        assertThat(json.get("distinct_id").asText()).isEqualTo("ada \"\\\ud83c\0ü🌻");
        assertThat(json.get("session_id").asText()).isEqualTo("s\n1");
        assertThat(json.get("timestamp").asText()).isEqualTo("20261123T191000.123Z");
        assertThat(json.get("start").asText()).isEqualTo("2026-11-23T19:10:00.123Z");
        assertThat(json.get("facts"))
                .isEqualTo(
                        JSON.readTree(
                                "{\"browser\":\"Chrome\",\"clicks\":3,\"pages\":[{\"at\":\"2026-11-23T19:10:00.123Z\",\"value\":\"https://x/ü\"}]}"));
        assertThat(json.get("snapshots").get(0).get(0).asText()).isEqualTo("a" + '\ud83c' + '\0');
        assertThat(json.get("snapshots").get(1)).isEqualTo(JSON.readTree("{\"type\":2}"));
        assertThat(json.get("chunks").get(0))
                .isEqualTo(expectedChunk(document, chunks.get(0).info()));
        assertThat(json.get("chunks").get(1).get("id").asLong()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 40})
    void is_exactly_one_gzip_member(int count) throws Exception {
        List<Chunk> chunks = randomChunks(count);
        ArchiveDocument layout = ArchiveDocument.layOut(header(Facts.none()), infos(chunks));
        byte[] document = document(layout, chunks);
        assertThat(document).hasSize((int) layout.size());
        Inflater inflater = new Inflater(true);
        inflater.setInput(document, 10, document.length - 10);
        byte[] plain = inflated(inflater);
        assertThat(inflater.finished()).isTrue();
        assertThat(inflater.getRemaining()).isEqualTo(8);
        ByteBuffer trailer = ByteBuffer.wrap(document, document.length - 8, 8).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(Integer.toUnsignedLong(trailer.getInt())).isEqualTo(Crc32Combiner.of(plain));
        assertThat(trailer.getInt()).isEqualTo(plain.length);
        inflater.end();
        JsonNode json = JSON.readTree(gunzip(document));
        assertThat(json.get("snapshots"))
                .hasSize(chunks.stream().mapToInt(c -> c.info().count()).sum());
        assertThat(json.get("chunks")).hasSize(count);
    }

    @Test
    void any_run_of_chunks_inflates_alone() throws Exception {
        List<Chunk> chunks = randomChunks(12);
        ArchiveDocument layout = ArchiveDocument.layOut(header(Facts.none()), infos(chunks));
        byte[] document = document(layout, chunks);
        for (int from = 0; from < chunks.size(); from++) {
            StringBuilder expected = new StringBuilder();
            for (int to = from; to < chunks.size(); to++) {
                expected.append(to == from ? "" : ",").append(plain(chunks.get(to)));
                int start = (int) layout.offset(from);
                int end = (int) layout.offset(to) + chunks.get(to).info().bytes();
                assertThat(alone(document, start, end)).isEqualTo(expected.toString());
            }
        }
    }

    @Test
    void the_tail_inflates_alone() throws Exception {
        List<Chunk> chunks = randomChunks(5);
        ArchiveDocument layout = ArchiveDocument.layOut(header(Facts.none()), infos(chunks));
        byte[] document = document(layout, chunks);
        Inflater inflater = new Inflater(true);
        inflater.setInput(document, (int) layout.tailOffset(), document.length - (int) layout.tailOffset());
        String tail = new String(inflated(inflater), StandardCharsets.UTF_8);
        assertThat(inflater.finished()).isTrue();
        inflater.end();
        assertThat(tail).startsWith("],\"chunks\":[{\"id\":1,").endsWith("}]}");
        assertThat(JSON.readTree("{\"snapshots\":[" + tail).get("chunks")).hasSize(5);
    }

    @Test
    void the_same_input_gives_the_same_bytes() {
        List<ChunkInfo> infos = infos(randomChunks(3));
        ArchiveDocument one = ArchiveDocument.layOut(header(Facts.none()), infos);
        ArchiveDocument other = ArchiveDocument.layOut(header(Facts.none()), infos);
        assertThat(one.head()).isEqualTo(other.head());
        assertThat(one.tail()).isEqualTo(other.tail());
    }

    @Test
    void lengths_beyond_4_gib_are_reckoned_right() {
        int chunkLength = 512 << 20;
        int count = 11; // 5.5 GiB of NUL
        CRC32 crc = new CRC32();
        byte[] block = new byte[1 << 20];
        long chunkCrc = 0;
        for (int i = 0; i < 512; i++) {
            crc.update(block);
            chunkCrc = crc.getValue();
        }
        List<ChunkInfo> infos = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            infos.add(info(i + 1, Integer.MAX_VALUE, chunkLength, chunkCrc, 0, 1));
        }
        ArchiveDocument layout = ArchiveDocument.layOut(header(Facts.none()), infos);
        assertThat(layout.tailOffset())
                .isEqualTo(layout.head().length + (long) count * Integer.MAX_VALUE + (count - 1) * 6L);
        byte[] head = inflateBlock(layout.head(), 10);
        byte[] tail = inflateBlock(layout.tail(), 0);
        CRC32 whole = new CRC32();
        whole.update(head);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                whole.update(',');
            }
            for (int j = 0; j < 512; j++) {
                whole.update(block);
            }
        }
        whole.update(tail);
        long length = head.length + (long) count * chunkLength + count - 1 + tail.length;
        ByteBuffer trailer =
                ByteBuffer.wrap(layout.tail(), layout.tail().length - 8, 8).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(Integer.toUnsignedLong(trailer.getInt())).isEqualTo(whole.getValue());
        assertThat(trailer.getInt()).isEqualTo((int) length);
    }

    private static JsonNode expectedChunk(byte[] document, ChunkInfo info) throws Exception {
        int offset = indexOf(document, chunk(7, "[\"a\\ud83c\\u0000\"]").data());
        return JSON.readTree("{\"id\":7,\"window_id\":\"w\",\"offset\":" + offset + ",\"bytes\":" + info.bytes()
                + ",\"length\":17,\"crc32\":" + info.crc32() + ",\"stored_crc32\":" + info.storedCrc32()
                + ",\"count\":1,\"start\":\"2026-11-23T19:10:00.123Z\",\"end\":\"2026-11-23T19:10:01.123Z\","
                + "\"arrived\":\"2026-11-23T19:10:02.123Z\",\"event_ids\":[\"e7\"],"
                + "\"full\":[[0,\"2026-11-23T19:10:00.123Z\"]]}");
    }

    private static int indexOf(byte[] in, byte[] what) {
        for (int i = 0; i + what.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<Chunk> randomChunks(int count) {
        Random random = new Random(count);
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            StringBuilder json = new StringBuilder("{\"i\":" + i + "}");
            for (int j = random.nextInt(50); j > 0; j--) {
                json.append(",{\"noise\":").append(random.nextLong()).append('}');
            }
            chunks.add(chunk(i, json.toString()));
        }
        return chunks;
    }

    private static Chunk chunk(long id, String plain) {
        byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(6)) {
            encoder.add(bytes, 0, bytes.length);
            ChunkCodec.Encoded encoded = encoder.finish();
            int count = plain.split("\\},\\{", -1).length;
            return new Chunk(
                    info(id, encoded.data().length, encoded.length(), encoded.crc32(), encoded.storedCrc32(), count),
                    encoded.data());
        }
    }

    private static ChunkInfo info(long id, int bytes, int length, long crc32, long storedCrc32, int count) {
        return new ChunkInfo(
                new ChunkId(id),
                new RecordingKey(1),
                "w",
                bytes,
                length,
                crc32,
                storedCrc32,
                count,
                START,
                START.plusSeconds(1),
                START.plusSeconds(2),
                List.of("e" + id),
                List.of(new FullSnapshot(0, START)));
    }

    private static String plain(Chunk chunk) throws Exception {
        return new String(
                ChunkCodec.decode(
                        chunk.data(), chunk.info().length(), chunk.info().crc32()),
                StandardCharsets.UTF_8);
    }

    private static List<ChunkInfo> infos(List<Chunk> chunks) {
        return chunks.stream().map(Chunk::info).toList();
    }

    private static ArchiveDocument.Header header(Facts facts) {
        RecordingName name = new RecordingName(new DistinctId("ada \"\\\ud83c\0ü🌻"), START);
        return new ArchiveDocument.Header(2, name, "s\n1", START, START.plusSeconds(60), facts);
    }

    private static byte[] document(ArchiveDocument layout, List<Chunk> chunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(layout.head());
        for (int i = 0; i < chunks.size(); i++) {
            if (i > 0) {
                out.writeBytes(GzipMember.separator());
            }
            assertThat(layout.offset(i)).isEqualTo(out.size());
            out.writeBytes(chunks.get(i).data());
        }
        assertThat(layout.tailOffset()).isEqualTo(out.size());
        out.writeBytes(layout.tail());
        return out.toByteArray();
    }

    private static String alone(byte[] document, int from, int to) throws Exception {
        byte[] cut = Arrays.copyOfRange(document, from, to + 2);
        System.arraycopy(GzipMember.end(), 0, cut, cut.length - 2, 2);
        Inflater inflater = new Inflater(true);
        inflater.setInput(cut);
        byte[] plain = inflated(inflater);
        assertThat(inflater.finished()).isTrue();
        assertThat(inflater.getRemaining()).isZero();
        inflater.end();
        return new String(plain, StandardCharsets.UTF_8);
    }

    private static byte[] inflateBlock(byte[] data, int from) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(data, from, data.length - from);
            return inflated(inflater);
        } catch (java.util.zip.DataFormatException e) {
            throw new AssertionError(e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] inflated(Inflater inflater) throws java.util.zip.DataFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        for (int read; (read = inflater.inflate(buffer)) > 0; ) {
            out.write(buffer, 0, read);
        }
        return out.toByteArray();
    }

    private static byte[] gunzip(byte[] document) throws Exception {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(document))) {
            return in.readAllBytes();
        }
    }
}
