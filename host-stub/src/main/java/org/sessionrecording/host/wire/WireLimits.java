package org.sessionrecording.host.wire;

/**
 * How much one request may ask of the host. Over a limit of the whole request it is refused with 413; over a limit of one
 * event or snapshot only that one is left out, and explained.
 *
 * @param bodyBytes the body as it arrives
 * @param inflatedBytes the body after each step of decoding
 * @param inflationRatio inflated bytes per compressed byte, beyond the first MiB
 * @param nesting objects and arrays in each other; a page's DOM costs two for each level
 * @param events events in one request
 * @param stringBytes one JSON string as it stands in the body
 * @param snapshotBytes one plain snapshot
 * @param propertiesBytes the properties of one event that is no snapshot
 * @param lz64Bytes a body in LZString's encoding, whose dictionary takes about five times as much memory
 * @param memoryBytes decoded body kept in memory; what is larger goes to a temporary file
 */
public record WireLimits(
        long bodyBytes,
        long inflatedBytes,
        int inflationRatio,
        int nesting,
        int events,
        int stringBytes,
        int snapshotBytes,
        int propertiesBytes,
        int lz64Bytes,
        int memoryBytes) {
    private static final int MIB = 1024 * 1024;

    /** What holds where nothing is set. */
    public static final WireLimits DEFAULTS =
            new WireLimits(64L * MIB, 256L * MIB, 200, 2_000, 10_000, 64 * MIB, 32 * MIB, MIB, 8 * MIB, 4 * MIB);

    public WireLimits {
        requirePositive("body_bytes", bodyBytes);
        requirePositive("inflated_bytes", inflatedBytes);
        requirePositive("inflation_ratio", inflationRatio);
        requirePositive("nesting", nesting);
        requirePositive("events", events);
        requirePositive("string_bytes", stringBytes);
        requirePositive("snapshot_bytes", snapshotBytes);
        requirePositive("properties_bytes", propertiesBytes);
        requirePositive("lz64_bytes", lz64Bytes);
        requirePositive("memory_bytes", memoryBytes);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("Cannot limit " + name + " to " + value + ": it is at least 1");
        }
    }

    /** These limits for a body that the host makes itself: it may have so many bytes, is kept in memory, and is not packed. */
    public WireLimits forBody(int bytes) {
        return new WireLimits(
                bytes,
                bytes,
                inflationRatio,
                nesting + 4, // that of a table's row, in an event, in an array
                Integer.MAX_VALUE,
                stringBytes,
                snapshotBytes,
                propertiesBytes,
                lz64Bytes,
                bytes);
    }

    /** These limits with another {@link #inflatedBytes}. */
    public WireLimits withInflatedBytes(long bytes) {
        return new WireLimits(
                bodyBytes,
                bytes,
                inflationRatio,
                nesting,
                events,
                stringBytes,
                snapshotBytes,
                propertiesBytes,
                lz64Bytes,
                memoryBytes);
    }

    /** These limits with another {@link #memoryBytes}. */
    public WireLimits withMemoryBytes(int bytes) {
        return new WireLimits(
                bodyBytes,
                inflatedBytes,
                inflationRatio,
                nesting,
                events,
                stringBytes,
                snapshotBytes,
                propertiesBytes,
                lz64Bytes,
                bytes);
    }
}
