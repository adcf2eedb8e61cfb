package org.sessionrecording.host.wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read, and ends the request where that is more than a limit. */
final class MeteredStream extends FilterInputStream {
    private final long most;
    private final String what;
    private long count;

    MeteredStream(InputStream in, long most, String what) {
        super(in);
        this.most = most;
        this.what = what;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        counted(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        counted(Math.max(0, read));
        return read;
    }

    private void counted(int read) {
        count += read;
        if (count > most) {
            throw WireException.overLimit("Cannot take request: " + what + " has more than " + most
                    + " bytes (send less at once, or raise the limit)");
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
