package org.sessionrecording.host.playback;

import java.io.IOException;
import java.io.OutputStream;

/** A run of a document's bytes whose length is known before any is read. */
interface Segment {
    long length();

    /**
     * Writes the bytes from {@code from} (inclusive) to {@code to} (exclusive), reading nothing else.
     *
     * @throws IOException when the client went away; what fails on the host's side is an ApiException
     */
    void write(long from, long to, OutputStream out) throws IOException;

    /** Bytes at hand. */
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    record Bytes(byte[] bytes) implements Segment {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void write(long from, long to, OutputStream out) throws IOException {
            out.write(bytes, (int) from, (int) (to - from));
        }
    }
}
