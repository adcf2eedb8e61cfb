package org.sessionrecording.plugin.settings;

/**
 * When an object is sent in parts, and how large they are.
 *
 * @param threshold bytes from which an object is sent in parts
 * @param smallest bytes of a part, but for the last; no less than 5 MiB at most servers
 */
public record PartSizes(long threshold, long smallest) {
    public static final PartSizes DEFAULT = new PartSizes(64L << 20, 8L << 20);

    /** What an object may weigh. */
    public static final long MOST_BYTES = 5L << 40;

    private static final long MOST_BYTES_OF_A_PUT = 5L << 30;
    private static final int MOST_PARTS = 10_000;

    /** Bytes of each part but the last. */
    public long of(long length) {
        return Math.max(smallest, (length + MOST_PARTS - 1) / MOST_PARTS);
    }

    /** @param able whether the server takes parts; where it does not, what one PUT can carry is sent by one */
    public boolean inParts(long length, boolean able) {
        return length >= threshold && (able || length > MOST_BYTES_OF_A_PUT);
    }
}
