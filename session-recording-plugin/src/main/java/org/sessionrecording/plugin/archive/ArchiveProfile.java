package org.sessionrecording.plugin.archive;

import java.time.Instant;

/**
 * What a probe learnt about the server behind an S3_URL.
 *
 * @param conditionalWrites it honours {@code If-None-Match: *}
 * @param checksums it checks and keeps a SHA-256 of its own, so that a HEAD is enough to verify
 */
public record ArchiveProfile(boolean conditionalWrites, boolean checksums, Instant probedAt) {
    String toText() {
        return conditionalWrites + " " + checksums + " " + probedAt.toEpochMilli();
    }

    static ArchiveProfile fromText(String text) {
        String[] fields = text.split(" ", -1);
        return new ArchiveProfile(
                Boolean.parseBoolean(fields[0]),
                Boolean.parseBoolean(fields[1]),
                Instant.ofEpochMilli(Long.parseLong(fields[2])));
    }
}
