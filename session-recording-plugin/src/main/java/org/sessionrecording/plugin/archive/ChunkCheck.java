package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.sessionrecording.api.recording.ChunkInfo;

/**
 * Reads a chunk's stored bytes off a stream and holds them against their description: both checksums, both lengths, the
 * sync flush at the end, and as many JSON objects as were counted. Memory stays at two buffers whatever the chunk weighs or
 * claims to. For one thread; {@link #close} frees native memory.
 */
final class ChunkCheck implements AutoCloseable {
    private static final int BUFFER = 32 * 1024;
    private static final int SYNC_FLUSH = 0x0000FFFF;

    private final Inflater inflater = new Inflater(true);
    private final byte[] stored = new byte[BUFFER];
    private final byte[] plain = new byte[BUFFER];

    /** @throws DamagedObjectException saying what is wrong with the chunk */
    void read(InputStream in, ChunkInfo chunk) throws IOException {
        inflater.reset();
        CRC32 storedCrc = new CRC32();
        CRC32 plainCrc = new CRC32();
        SnapshotCount count = new SnapshotCount();
        long length = 0;
        int last = -1;
        for (int left = chunk.bytes(); left > 0; ) {
            int read = in.read(stored, 0, Math.min(left, BUFFER));
            if (read < 0) {
                throw damaged(chunk, "the object ends within it");
            }
            left -= read;
            storedCrc.update(stored, 0, read);
            last = lastFour(last, read);
            inflater.setInput(stored, 0, read);
            for (int inflated = inflate(chunk); inflated > 0; inflated = inflate(chunk)) {
                plainCrc.update(plain, 0, inflated);
                count.add(plain, inflated);
                length += inflated;
                if (length > chunk.length()) {
                    throw damaged(chunk, "it holds more than " + chunk.length() + " bytes");
                }
            }
        }
        require(storedCrc.getValue() == chunk.storedCrc32(), chunk, "its stored bytes do not match their checksum");
        require(plainCrc.getValue() == chunk.crc32(), chunk, "its snapshots do not match their checksum");
        require(
                length == chunk.length(),
                chunk,
                "it holds " + length + " bytes where " + chunk.length() + " were noted");
        require(!inflater.finished() && last == SYNC_FLUSH, chunk, "it does not end in a sync flush");
        require(
                count.value() == chunk.count(),
                chunk,
                "it holds " + count.value() + " snapshots where " + chunk.count() + " were noted");
    }

    private int inflate(ChunkInfo chunk) throws DamagedObjectException {
        try {
            return inflater.inflate(plain, 0, BUFFER);
        } catch (DataFormatException e) {
            throw new DamagedObjectException("chunk " + chunk.id() + " cannot be inflated: " + e.getMessage(), e);
        }
    }

    private int lastFour(int before, int read) {
        int last = before;
        for (int i = Math.max(0, read - Integer.BYTES); i < read; i++) {
            last = last << Byte.SIZE | stored[i] & 0xFF;
        }
        return last;
    }

    private static void require(boolean holds, ChunkInfo chunk, String why) throws DamagedObjectException {
        if (!holds) {
            throw damaged(chunk, why);
        }
    }

    private static DamagedObjectException damaged(ChunkInfo chunk, String why) {
        return new DamagedObjectException("chunk " + chunk.id() + ": " + why);
    }

    @Override
    public void close() {
        inflater.end();
    }

    /** Counts comma-separated JSON objects, piece by piece; -1 where the text is none such. */
    private static final class SnapshotCount {
        private int count;
        private int depth;
        private boolean inString;
        private boolean escaped;
        private boolean wrong;

        void add(byte[] text, int size) {
            for (int i = 0; i < size; i++) {
                byte c = text[i];
                if (inString) {
                    string(c);
                } else if (c == '"') {
                    inString = true;
                    wrong |= depth == 0;
                } else if (c == '{' || c == '[') {
                    count += depth == 0 ? 1 : 0;
                    wrong |= depth == 0 && c == '[';
                    depth++;
                } else if (c == '}' || c == ']') {
                    depth--;
                    wrong |= depth < 0;
                }
            }
        }

        private void string(byte c) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else {
                inString = c != '"';
            }
        }

        int value() {
            return wrong || depth != 0 || inString ? -1 : count;
        }
    }
}
