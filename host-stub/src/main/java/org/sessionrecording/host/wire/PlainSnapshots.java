package org.sessionrecording.host.wire;

/** The snapshots of a stored chunk. */
public final class PlainSnapshots {
    private PlainSnapshots() {}

    /** Takes a snapshot by its place. */
    @FunctionalInterface
    public interface Taker {
        void take(int offset, int length);
    }

    /** Hands on the place of each; {@code chunk} is snapshots that were checked when they were stored, with commas between. */
    public static void forEach(byte[] chunk, Taker taker) {
        int at = 0;
        while (at < chunk.length) {
            int end = JsonBytes.skipValue(chunk, at);
            taker.take(at, end - at);
            at = end + 1;
        }
    }
}
