package org.sessionrecording.host.wire;

/**
 * How much one recording's file may ask of the host. What is read lies in a temporary file; memory goes by the number of
 * snapshots and chunks.
 *
 * @param json of what is read; its body is the file as it is sent, inflated the JSON in it
 * @param snapshots in one file
 * @param chunks in the list at a document's end
 * @param eventIds in that list
 */
public record FileLimits(WireLimits json, int snapshots, int chunks, int eventIds) {
    private static final long MIB = 1024 * 1024;
    private static final int AROUND = 4;

    public FileLimits {
        if (snapshots < 1 || chunks < 1 || eventIds < 1) {
            throw new IllegalArgumentException("Cannot limit files to nothing: each limit is at least 1");
        }
    }

    /** What holds where requests of clients have these limits: a file has no smaller ones. */
    public static FileLimits of(WireLimits requests) {
        WireLimits json = new WireLimits(
                Math.max(requests.bodyBytes(), 512 * MIB),
                Math.max(requests.inflatedBytes(), 2048 * MIB),
                requests.inflationRatio(),
                requests.nesting() + AROUND,
                requests.events(),
                requests.stringBytes(),
                requests.snapshotBytes(),
                requests.propertiesBytes(),
                requests.lz64Bytes(),
                requests.memoryBytes());
        return new FileLimits(json, 2_000_000, 200_000, 500_000);
    }
}
