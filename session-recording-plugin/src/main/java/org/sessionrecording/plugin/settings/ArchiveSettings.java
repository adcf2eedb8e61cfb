package org.sessionrecording.plugin.settings;

/**
 * A complete archive configuration.
 *
 * @param concurrency objects written at the same time
 * @param bytesPerSecond most bytes that all writes and read-backs of a run send and get together; 0: no limit
 * @param checksum what is sent along with each write
 */
public record ArchiveSettings(
        S3Url url, S3Credentials credentials, int concurrency, long bytesPerSecond, Checksum checksum) {

    public ArchiveSettings withChecksum(Checksum other) {
        return new ArchiveSettings(url, credentials, concurrency, bytesPerSecond, other);
    }
}
