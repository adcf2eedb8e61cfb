package org.sessionrecording.api.format;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.Timestamps;

/**
 * The layout of one archive document, version 1: a single gzip member of {@link #head}, the chunks as they are with {@link
 * GzipMember#separator} between them, and {@link #tail}. It needs no chunk bytes: everything follows from the chunks'
 * lengths and checksums, so a document of any size is laid out in memory that grows with the number of chunks alone. The
 * same input gives the same bytes.
 */
public final class ArchiveDocument {
    /** Version of the format. */
    public static final int VERSION = 1;

    private final byte[] head;
    private final byte[] tail;
    private final long[] offsets;
    private final long tailOffset;

    /**
     * What stands before the snapshots.
     *
     * @param part number of the object among a recording's; 1 for a merged document
     * @param start of the recording, corrected
     * @param end of the recording, corrected
     */
    public record Header(int part, RecordingName name, String sessionId, Instant start, Instant end, Facts facts) {}

    private ArchiveDocument(byte[] head, byte[] tail, long[] offsets, long tailOffset) {
        this.head = head;
        this.tail = tail;
        this.offsets = offsets;
        this.tailOffset = tailOffset;
    }

    /** Lays out a document of these chunks, which may be none. */
    public static ArchiveDocument layOut(Header header, List<ChunkInfo> chunks) {
        byte[] head;
        long crc;
        long length;
        try (GzipMember.Block block = new GzipMember.Block()) {
            head = joined(GzipMember.header(), block.add(headJson(header)).bytes());
            crc = block.crc32();
            length = block.length();
        }
        long[] offsets = new long[chunks.size()];
        long offset = head.length;
        for (int i = 0; i < offsets.length; i++) {
            ChunkInfo chunk = chunks.get(i);
            if (i > 0) {
                offset += GzipMember.SEPARATOR_LENGTH;
                crc = Crc32Combiner.combine(crc, GzipMember.SEPARATOR_CRC32, 1);
                length += 1;
            }
            offsets[i] = offset;
            offset += chunk.bytes();
            crc = Crc32Combiner.combine(crc, chunk.crc32(), chunk.length());
            length += chunk.length();
        }
        try (GzipMember.Block block = new GzipMember.Block()) {
            addTail(block, chunks, offsets);
            byte[] tail = block.bytes();
            crc = Crc32Combiner.combine(crc, block.crc32(), block.length());
            byte[] trailer = GzipMember.trailer(crc, length + block.length());
            return new ArchiveDocument(head, joined(tail, GzipMember.end(), trailer), offsets, offset);
        }
    }

    /** Bytes before the first chunk: gzip header and the document's head. Not to be changed. */
    public byte[] head() {
        return head;
    }

    /** Bytes after the last chunk: the tail block, the final block, checksum and length. Not to be changed. */
    public byte[] tail() {
        return tail;
    }

    /** Where chunk {@code index} begins in the document. */
    public long offset(int index) {
        return offsets[index];
    }

    /** Where the tail begins in the document. */
    public long tailOffset() {
        return tailOffset;
    }

    /** Bytes of the whole document. */
    public long size() {
        return tailOffset + tail.length;
    }

    private static String headJson(Header header) {
        return new JsonText()
                .raw("{")
                .name("version")
                .raw(VERSION)
                .name("part")
                .raw(header.part())
                .name("distinct_id")
                .string(header.name().distinctId().value())
                .name("session_id")
                .string(header.sessionId())
                .name("timestamp")
                .string(Timestamps.basic(header.name().timestamp()))
                .name("start")
                .string(Timestamps.rfc3339(header.start()))
                .name("end")
                .string(Timestamps.rfc3339(header.end()))
                .name("facts")
                .raw(FactsJson.write(header.facts()))
                .name("snapshots")
                .raw("[")
                .toString();
    }

    private static void addTail(GzipMember.Block block, List<ChunkInfo> chunks, long[] offsets) {
        block.add("],\"chunks\":[");
        for (int i = 0; i < offsets.length; i++) {
            JsonText json = new JsonText().raw(i == 0 ? "" : ",");
            chunkJson(json, chunks.get(i), offsets[i]);
            block.add(json.toString());
        }
        block.add("]}");
    }

    private static void chunkJson(JsonText json, ChunkInfo chunk, long offset) {
        json.raw("{").name("id").raw(chunk.id().value());
        json.name("window_id").string(chunk.windowId());
        json.name("offset").raw(offset).name("bytes").raw(chunk.bytes());
        json.name("length").raw(chunk.length());
        json.name("crc32").raw(chunk.crc32()).name("stored_crc32").raw(chunk.storedCrc32());
        json.name("count").raw(chunk.count());
        json.name("start").string(Timestamps.rfc3339(chunk.start()));
        json.name("end").string(Timestamps.rfc3339(chunk.end()));
        json.name("arrived").string(Timestamps.rfc3339(chunk.arrived()));
        json.name("event_ids").array(chunk.eventIds(), JsonText::string);
        json.name("full")
                .array(chunk.fullSnapshots(), ArchiveDocument::fullJson)
                .raw("}");
    }

    private static void fullJson(JsonText json, FullSnapshot full) {
        json.raw("[")
                .raw(full.offset())
                .raw(",")
                .string(Timestamps.rfc3339(full.at()))
                .raw("]");
    }

    private static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }
}
