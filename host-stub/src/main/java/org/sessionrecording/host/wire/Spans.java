package org.sessionrecording.host.wire;

import java.util.Arrays;

/** A list of places in the spool, first byte and byte behind the last. */
final class Spans {
    private long[] ends = new long[2];
    private int size;
    private long bytes;

    void add(long start, long end) {
        if (2 * size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        ends[2 * size] = start;
        ends[2 * size + 1] = end;
        size++;
        bytes += end - start;
    }

    void clear() {
        size = 0;
        bytes = 0;
    }

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    long start(int at) {
        return ends[2 * at];
    }

    long end(int at) {
        return ends[2 * at + 1];
    }
}
