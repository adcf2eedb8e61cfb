package org.sessionrecording.host.playback;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.sessionrecording.api.format.Crc32Combiner;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;

/**
 * A run of chunks that the database held when the document was laid out, with separators between them. Read in pages, no
 * transaction in between; a chunk that retention removed meanwhile comes from the part that holds it now.
 */
final class LiveSegment implements Segment {
    private static final long PAGE_BYTES = 1024 * 1024;

    private final ChunkSource source;
    private final List<ChunkInfo> chunks;
    private final long length;

    /** @param chunks in order, at least one, without gaps among the recording's chunks */
    LiveSegment(ChunkSource source, List<ChunkInfo> chunks) {
        this.source = source;
        this.chunks = chunks;
        long bytes = chunks.stream().mapToLong(ChunkInfo::bytes).sum();
        this.length = bytes + (chunks.size() - 1L) * GzipMember.SEPARATOR_LENGTH;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void write(long from, long to, OutputStream out) throws IOException {
        Deque<Chunk> page = new ArrayDeque<>();
        byte[] separator = GzipMember.separator();
        long at = 0;
        for (int i = 0; i < chunks.size() && at < to; i++) {
            ChunkInfo info = chunks.get(i);
            if (at + info.bytes() > from) {
                writePart(next(info, page), at, from, to, out);
            }
            at += info.bytes();
            if (i + 1 < chunks.size()) {
                writePart(separator, at, from, to, out);
                at += separator.length;
            }
        }
    }

    private byte[] next(ChunkInfo info, Deque<Chunk> page) {
        if (page.isEmpty()) {
            page.addAll(source.page(new ChunkId(info.id().value() - 1), info.id(), PAGE_BYTES));
        }
        Chunk chunk = page.poll();
        if (chunk == null || !chunk.info().id().equals(info.id())) {
            page.clear();
            return source.archived(info);
        }
        if (Crc32Combiner.of(chunk.data()) != info.storedCrc32()) {
            throw new CorruptChunkException(
                    info.recording(),
                    info.id(),
                    "Cannot play chunk " + info.id() + ": its stored bytes no longer match their checksum");
        }
        return chunk.data();
    }

    /** Of {@code bytes}, which stand at {@code at}, those between {@code from} and {@code to}. */
    private static void writePart(byte[] bytes, long at, long from, long to, OutputStream out) throws IOException {
        int begin = (int) Math.max(0, from - at);
        int end = (int) Math.min(bytes.length, to - at);
        if (begin < end) {
            out.write(bytes, begin, end - begin);
        }
    }
}
