package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The plain bytes of one chunk, inflated alone. Who has read to the end knows that length and CRC-32 are those of the list
 * of chunks and, where the object is as it was stored, that its stored bytes are, and that it ends in a sync flush.
 */
final class ChunkStream extends InputStream {
    private static final byte[] SYNC_FLUSH = {0, 0, (byte) 0xff, (byte) 0xff};

    private final ChunkEntry entry;
    private final @Nullable StoredFile file;
    private final @Nullable CheckedInputStream stored;
    private final InputStream plain;
    private final CRC32 crc = new CRC32();
    private long length;

    private ChunkStream(
            ChunkEntry entry, @Nullable StoredFile file, @Nullable CheckedInputStream stored, InputStream plain) {
        this.entry = entry;
        this.file = file;
        this.stored = stored;
        this.plain = plain;
    }

    static ChunkStream compressed(StoredFile file, ChunkEntry entry) {
        CheckedInputStream stored = new CheckedInputStream(file.range(entry.offset(), entry.bytes()), new CRC32());
        return new ChunkStream(entry, file, stored, new BlockStream(stored));
    }

    static ChunkStream plain(InputStream bytes, ChunkEntry entry) {
        return new ChunkStream(entry, null, null, bytes);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int size) throws IOException {
        int count = plain.read(to, offset, size);
        if (count > 0) {
            crc.update(to, offset, count);
            length += count;
            require(length <= entry.length(), "holds more than " + entry.length() + " bytes");
        } else if (count < 0) {
            check();
        }
        return count;
    }

    private void check() throws IOException {
        if (plain instanceof BlockStream blocks) {
            require(!blocks.finished(), "holds a final block");
        }
        if (stored != null && file != null) {
            require(stored.getChecksum().getValue() == entry.storedCrc32(), "has another stored_crc32");
            byte[] end = file.bytes(entry.offset() + entry.bytes() - SYNC_FLUSH.length, SYNC_FLUSH.length);
            require(Arrays.equals(end, SYNC_FLUSH), "does not end in a sync flush");
        }
        require(length == entry.length(), "holds " + length + " bytes instead of " + entry.length());
        require(crc.getValue() == entry.crc32(), "has another crc32");
    }

    private void require(boolean holds, String otherwise) throws BadObjectException {
        if (!holds) {
            throw new BadObjectException("chunk " + entry.id() + " " + otherwise);
        }
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
