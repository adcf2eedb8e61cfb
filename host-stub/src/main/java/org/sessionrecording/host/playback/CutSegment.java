package org.sessionrecording.host.playback;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

/** A chunk of which only a part is sent: read and cut again when it is written, so that no document is held in memory. */
record CutSegment(long length, Supplier<byte[]> bytes) implements Segment {
    @Override
    public void write(long from, long to, OutputStream out) throws IOException {
        out.write(bytes.get(), (int) from, (int) (to - from));
    }
}
