package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates raw DEFLATE until its final block or the end of the stored bytes, whichever comes first. {@link #close} frees
 * native memory. For one thread.
 */
final class BlockStream extends InputStream {
    private final InputStream stored;
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[8 * 1024];
    private int filled;

    BlockStream(InputStream stored) {
        this.stored = stored;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (true) {
                int count = inflater.inflate(to, offset, length);
                if (count > 0) {
                    return count;
                }
                if (inflater.finished() || !refill()) {
                    return -1;
                }
            }
        } catch (DataFormatException e) {
            throw new BadObjectException("it cannot be inflated: " + e.getMessage(), e);
        }
    }

    private boolean refill() throws IOException {
        if (!inflater.needsInput()) {
            throw new BadObjectException("it cannot be inflated: it wants a dictionary");
        }
        filled = Math.max(0, stored.read(buffer));
        inflater.setInput(buffer, 0, filled);
        return filled > 0;
    }

    /** Whether the final block was read. */
    boolean finished() {
        return inflater.finished();
    }

    /** At most {@code most} of the stored bytes that follow the final block. */
    byte[] rest(int most) throws IOException {
        int left = inflater.getRemaining();
        byte[] rest = new byte[most];
        int count = Math.min(left, most);
        System.arraycopy(buffer, filled - left, rest, 0, count);
        count += stored.readNBytes(rest, count, most - count);
        return Arrays.copyOf(rest, count);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
