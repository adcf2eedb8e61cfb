package org.sessionrecording.plugin.settings;

/**
 * A complete archive configuration.
 *
 * @param concurrency objects written at the same time
 * @param sendChecksum whether each PUT carries {@code x-amz-checksum-sha256}; some servers refuse it
 */
public record ArchiveSettings(S3Url url, S3Credentials credentials, int concurrency, boolean sendChecksum) {}
