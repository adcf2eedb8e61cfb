package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;

/** Bytes of known length that can be read any number of times, each time the same. */
public interface Body {
    long length();

    /** From the first byte. The caller closes. */
    InputStream open();

    /** From the byte at {@code offset} on. The caller closes. */
    default InputStream open(long offset) throws IOException {
        InputStream in = open();
        in.skipNBytes(offset);
        return in;
    }
}
