package org.sessionrecording.tool;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.sessionrecording.api.format.Crc32Combiner;
import org.sessionrecording.api.format.GzipMember;

/**
 * Proves what a document says of its chunks, each read alone; and that head, chunks and tail, read alone, are together what
 * the gzip member holds, so that a reader of ranges and a reader of the whole see the same.
 */
final class Verification {
    private static final long COMMA_CRC32 = Crc32Combiner.of(new byte[] {','});
    private static final int TRAILER = 8;

    private final Document document;
    private long crc;
    private long plainAt;

    private Verification(Document document) {
        this.document = document;
        this.plainAt = document.headLength();
    }

    /** Fails where something is not as the document says. */
    static void verify(Document document) throws IOException {
        new Verification(document).run();
    }

    private void run() throws IOException {
        readHead();
        try (Tail tail = document.tail(false)) {
            Optional<ChunkEntry> next = tail.next();
            boolean first = true;
            while (next.isPresent()) {
                if (!first) {
                    requireSeparator(next.get());
                }
                first = false;
                readChunk(next.get());
                next = tail.next();
            }
            long tailCrc = tail.finish();
            if (document.storedTail().isPresent()) {
                crc = Crc32Combiner.combine(crc, tailCrc, tail.length());
                requireTogether(plainAt + tail.length());
            }
        }
    }

    private void readHead() throws IOException {
        Optional<Long> end = document.compressed() ? document.totals().firstOffset() : Optional.empty();
        if (end.isEmpty()) {
            return;
        }
        int start = GzipMember.header().length;
        try (BlockStream blocks = new BlockStream(document.file().range(start, end.get() - start));
                CheckedInputStream head = new CheckedInputStream(blocks, new CRC32())) {
            long length = head.skip(Long.MAX_VALUE);
            if (length != document.headLength() || blocks.finished()) {
                throw new BadObjectException("its head, read alone, is " + length + " bytes instead of "
                        + document.headLength() + " (its first chunk begins elsewhere)");
            }
            crc = head.getChecksum().getValue();
        }
    }

    private void requireSeparator(ChunkEntry chunk) throws IOException {
        byte[] separator = GzipMember.separator();
        if (document.compressed()
                && !Arrays.equals(
                        document.file().bytes(chunk.offset() - separator.length, separator.length), separator)) {
            throw new BadObjectException("there is no separator before chunk " + chunk.id());
        }
        crc = Crc32Combiner.combine(crc, COMMA_CRC32, 1);
        plainAt++;
    }

    private void readChunk(ChunkEntry chunk) throws IOException {
        try (ChunkStream plain = document.chunk(chunk, plainAt)) {
            SnapshotWalk.check(chunk, plain);
        }
        crc = Crc32Combiner.combine(crc, chunk.crc32(), chunk.length());
        plainAt += chunk.length();
    }

    private void requireTogether(long length) throws IOException {
        byte[] trailer = document.file().bytes(document.file().size() - TRAILER, TRAILER);
        byte[] expected = GzipMember.trailer(crc, length);
        if (!Arrays.equals(trailer, expected)) {
            throw new BadObjectException("head, chunks and tail, each read alone, are not what it holds as a whole");
        }
    }
}
