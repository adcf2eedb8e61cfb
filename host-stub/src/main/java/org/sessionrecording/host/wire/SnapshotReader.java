package org.sessionrecording.host.wire;

/** Reads single snapshots out of the spool and makes them plain. For one thread. */
final class SnapshotReader {
    private final Spool spool;
    private final WireLimits limits;
    private final Plainer plainer;

    SnapshotReader(Spool spool, WireLimits limits, GzipString gzipString) {
        this.spool = spool;
        this.limits = limits;
        this.plainer = new Plainer(limits, gzipString);
    }

    SnapshotView read(long start, long end) {
        if (end - start > limits.snapshotBytes()) {
            throw WireException.overLimit("Cannot take snapshot: it has " + (end - start) + " bytes, more than "
                    + limits.snapshotBytes() + " (record less at once, or raise the limit)");
        }
        return plainer.plain(asSent(start, (int) (end - start)));
    }

    /** A snapshot's timestamp, without making it plain. */
    long timestamp(long start, long end) {
        return asSent(start, (int) Math.min(Integer.MAX_VALUE - 16, end - start))
                .timestamp();
    }

    private SnapshotView asSent(long start, int length) {
        if (spool.isInMemory()) {
            return SnapshotView.ofChecked(requireObject(spool.memory(), (int) start), (int) start, length);
        }
        byte[] snapshot = new byte[length];
        spool.read(start, snapshot, length);
        return SnapshotView.ofChecked(requireObject(snapshot, 0), 0, length);
    }

    private static byte[] requireObject(byte[] json, int start) {
        if (json[start] != '{') {
            throw WireException.undecodable(
                    "Cannot read snapshot: it is not a JSON object (send rrweb events, not packed ones)");
        }
        return json;
    }
}
