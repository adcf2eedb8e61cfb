package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.sessionrecording.api.format.GzipMember;

/**
 * The plain bytes of an object that is exactly one gzip member, checked as a whole: who has read to the end knows that
 * header, CRC-32 and length are right and that nothing follows. For one thread.
 */
final class MemberStream extends InputStream {
    /** Plain bytes that are read of one object; more is taken for an attack. */
    static final long MOST_PLAIN_BYTES = 256L << 30;

    private static final int TRAILER = 8;

    private final BlockStream blocks;
    private final CRC32 crc = new CRC32();
    private long length;
    private boolean checked;

    /** Reads the header. */
    MemberStream(InputStream stored) throws IOException {
        byte[] header = stored.readNBytes(GzipMember.header().length);
        if (!Arrays.equals(header, GzipMember.header())) {
            throw new BadObjectException("its gzip header is not that of an archive object (if a program compressed it"
                    + " again, inflate it: the plain JSON can be read too)");
        }
        blocks = new BlockStream(stored);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int size) throws IOException {
        int count = blocks.read(to, offset, size);
        if (count > 0) {
            crc.update(to, offset, count);
            length += count;
            if (length > MOST_PLAIN_BYTES) {
                throw new BadObjectException("it inflates to more than " + MOST_PLAIN_BYTES + " bytes");
            }
        } else if (count < 0 && !checked) {
            check();
            checked = true;
        }
        return count;
    }

    private void check() throws IOException {
        if (!blocks.finished()) {
            throw new BadObjectException("it is cut: the gzip member does not end");
        }
        byte[] rest = blocks.rest(TRAILER + 1);
        if (rest.length < TRAILER) {
            throw new BadObjectException("it is cut: the gzip member does not end");
        }
        if (rest.length > TRAILER) {
            throw new BadObjectException("something follows the gzip member");
        }
        if (!Arrays.equals(rest, GzipMember.trailer(crc.getValue(), length))) {
            throw new BadObjectException("the gzip member's CRC-32 or length is not that of what it holds");
        }
    }

    @Override
    public void close() {
        blocks.close();
    }
}
