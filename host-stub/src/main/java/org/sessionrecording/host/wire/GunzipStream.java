package org.sessionrecording.host.wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Inflates gzip, and ends the request where it inflates to more than a ratio, once beyond the first MiB. */
final class GunzipStream extends FilterInputStream {
    private static final int BUFFER = 32 * 1024;
    private static final int FREE_OF_RATIO = 1024 * 1024;

    private final MeteredStream compressed;
    private final int ratio;
    private long inflated;

    GunzipStream(InputStream compressed, WireLimits limits) throws IOException {
        this(new MeteredStream(compressed, Long.MAX_VALUE, ""), limits.inflationRatio());
    }

    private GunzipStream(MeteredStream compressed, int ratio) throws IOException {
        super(new GZIPInputStream(compressed, BUFFER));
        this.compressed = compressed;
        this.ratio = ratio;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        inflated += Math.max(0, read);
        if (inflated > FREE_OF_RATIO && inflated > ratio * compressed.count()) {
            throw WireException.overLimit(
                    "Cannot take request: its gzip data inflates to more than " + ratio + " times its size by byte "
                            + compressed.count() + " (send it less compressed, or raise the limit)");
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
