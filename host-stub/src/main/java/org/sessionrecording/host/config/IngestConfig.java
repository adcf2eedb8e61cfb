package org.sessionrecording.host.config;

import java.time.Duration;
import org.sessionrecording.host.ingest.IngestSettings;
import org.sessionrecording.host.wire.WireLimits;

/**
 * How much a request of a client may ask of this host, and what taking snapshots may cost it.
 *
 * @param limits of what is decoded
 * @param settings of what is made of it
 */
public record IngestConfig(WireLimits limits, IngestSettings settings) {
    private static final int MIB = 1024 * 1024;
    private static final long MOST_BYTES = 1L << 40;

    /** Arrays of bytes end shortly before two GiB. */
    private static final int MOST_IN_MEMORY = 1024 * MIB;

    static IngestConfig read(Variables variables) {
        return new IngestConfig(limits(variables), settings(variables));
    }

    private static WireLimits limits(Variables variables) {
        WireLimits usual = WireLimits.DEFAULTS;
        return new WireLimits(
                variables.number("INGEST_MAX_BODY_BYTES", usual.bodyBytes(), 1, MOST_BYTES),
                variables.number("INGEST_MAX_INFLATED_BYTES", usual.inflatedBytes(), 1, MOST_BYTES),
                variables.number("INGEST_MAX_RATIO", usual.inflationRatio(), 1, 100_000),
                variables.number("INGEST_MAX_DEPTH", usual.nesting(), 1, 1_000_000),
                variables.number("INGEST_MAX_EVENTS", usual.events(), 1, 10_000_000),
                variables.number("INGEST_MAX_STRING_BYTES", usual.stringBytes(), 1, MOST_IN_MEMORY),
                variables.number("INGEST_MAX_SNAPSHOT_BYTES", usual.snapshotBytes(), 1, MOST_IN_MEMORY),
                variables.number("INGEST_MAX_PROPERTIES_BYTES", usual.propertiesBytes(), 1, MOST_IN_MEMORY),
                variables.number("INGEST_MAX_LZ64_BYTES", usual.lz64Bytes(), 1, MOST_IN_MEMORY),
                variables.number("INGEST_BUFFER_BYTES", usual.memoryBytes(), 1, MOST_IN_MEMORY));
    }

    private static IngestSettings settings(Variables variables) {
        IngestSettings usual = IngestSettings.defaults();
        return new IngestSettings(
                variables.number("INGEST_DEFLATE_LEVEL", usual.deflateLevel(), 1, 9),
                variables.number("INGEST_CHUNK_BYTES", usual.chunkBytes(), 1, MIB),
                variables.number("INGEST_MEMORY_BYTES", usual.memoryBytes(), MIB, MOST_BYTES),
                variables.value("INGEST_LONGEST_WAIT", usual.longestWait(), IngestConfig::notNegative));
    }

    private static Duration notNegative(String text) {
        Duration duration = Duration.parse(text);
        if (duration.isNegative()) {
            throw new ConfigProblem("a wait is at least PT0S");
        }
        return duration;
    }
}
