package org.sessionrecording.host.playback;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterOutputStream;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.recording.ChunkInfo;

/**
 * A laid-out document: its length and tag are fixed, its bytes are read when written.
 *
 * @param etag strong, without quotes; two documents with one tag have the same bytes
 * @param plainLength bytes once inflated
 */
record Document(List<Segment> segments, String etag, long length, long plainLength) {
    private static final int GZIP_HEADER = 10;
    private static final int TRAILER = 4;

    /** A document of its own layout. */
    static Document of(List<Segment> segments, ArchiveDocument layout, List<ChunkInfo> chunks) {
        long plain = chunks.stream().mapToLong(ChunkInfo::length).sum();
        return new Document(
                List.copyOf(segments),
                Tags.of(layout.head(), layout.tail()),
                layout.size(),
                plainLength(plain, layout.tail()));
    }

    /** The trailer says it modulo 2^32; it is more than the chunks together, and by far less than that again. */
    static long plainLength(long chunks, byte[] tail) {
        long modulus = 1L << 32;
        int last = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - TRAILER);
        return chunks + Math.floorMod(Integer.toUnsignedLong(last) - chunks, modulus);
    }

    /** Writes the stored bytes from {@code from} (inclusive) to {@code to} (exclusive). */
    void write(long from, long to, OutputStream out) throws IOException {
        long at = 0;
        for (Segment segment : segments) {
            long begin = Math.max(0, from - at);
            long end = Math.min(segment.length(), to - at);
            if (begin < end) {
                segment.write(begin, end, out);
            }
            at += segment.length();
        }
    }

    /** Writes the JSON. */
    void writePlain(OutputStream out) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            InflaterOutputStream plain = new InflaterOutputStream(out, inflater, 64 * 1024);
            write(GZIP_HEADER, length, plain);
            plain.flush();
        } finally {
            inflater.end();
        }
    }
}
