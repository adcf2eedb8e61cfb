package org.sessionrecording.plugin.archive;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a probe learnt about the server behind an S3_URL.
 *
 * @param conditionalWrites it honours {@code If-None-Match: *}
 * @param checksums it checks and keeps a SHA-256 of its own, so that a HEAD is enough to verify
 * @param parts it takes objects in parts
 * @param conditionalParts it honours {@code If-None-Match: *} when it joins them
 */
public record ArchiveProfile(
        boolean conditionalWrites, boolean checksums, boolean parts, boolean conditionalParts, Instant probedAt) {
    private static final String VERSION = "2";

    String toText() {
        return "version=" + VERSION + "\nconditional_writes=" + conditionalWrites + "\nchecksums=" + checksums
                + "\nparts=" + parts + "\nconditional_parts=" + conditionalParts + "\nprobed_at="
                + probedAt.toEpochMilli();
    }

    /** Empty where another version of the plugin wrote it: the server is probed again then. */
    static Optional<ArchiveProfile> fromText(String text) {
        Map<String, String> fields = new HashMap<>();
        text.lines().forEach(line -> fields.put(line.replaceFirst("=.*", ""), line.replaceFirst("^[^=]*=", "")));
        if (!VERSION.equals(fields.get("version"))) {
            return Optional.empty();
        }
        return Optional.of(new ArchiveProfile(
                Boolean.parseBoolean(fields.get("conditional_writes")),
                Boolean.parseBoolean(fields.get("checksums")),
                Boolean.parseBoolean(fields.get("parts")),
                Boolean.parseBoolean(fields.get("conditional_parts")),
                Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("probed_at", "0")))));
    }
}
