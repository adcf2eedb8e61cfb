package org.sessionrecording.host.imports;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Rows in ClickHouse's RowBinary: texts are bytes as they are stored, whatever they are. For one thread. */
final class RowBinary implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final InputStream in;

    RowBinary(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER);
    }

    /** Whether another row follows. */
    boolean next() {
        return reading(() -> {
            in.mark(1);
            boolean more = in.read() >= 0;
            if (more) {
                in.reset();
            }
            return more;
        });
    }

    long int64() {
        return reading(() -> {
            byte[] bytes = exactly(Long.BYTES);
            long value = 0;
            for (int i = Long.BYTES - 1; i >= 0; i--) {
                value = value << 8 | bytes[i] & 0xFF;
            }
            return value;
        });
    }

    /** @param most bytes that were asked for; more is no answer to the question */
    byte[] bytes(long most) {
        return reading(() -> {
            long length = 0;
            int shift = 0;
            int b;
            do {
                b = in.read();
                if (b < 0 || shift > 28) {
                    throw new EOFException();
                }
                length |= (b & 0x7FL) << shift;
                shift += 7;
            } while (b > 0x7F);
            if (length > most) {
                throw new EOFException();
            }
            return exactly((int) length);
        });
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private interface Reading<R> {
        R read() throws IOException;
    }

    private static <R> R reading(Reading<R> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw SourceException.passing("Cannot read the source: ClickHouse's answer ended within a row", e);
        }
    }

    /** Also where rows are left: the connection ends with it. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw SourceException.passing("Cannot leave the source's answer: " + e.getMessage(), e);
        }
    }
}
