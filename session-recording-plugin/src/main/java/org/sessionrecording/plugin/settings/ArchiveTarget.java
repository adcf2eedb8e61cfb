package org.sessionrecording.plugin.settings;

/** Where recordings are archived to. Configured wrongly is not the same as not configured. */
public sealed interface ArchiveTarget {
    /** No S3_URL: nothing is archived, and so nothing is removed. */
    record None() implements ArchiveTarget {}

    /** An S3_URL that cannot be used; {@code reason} says why and what to do. */
    record Unusable(String reason) implements ArchiveTarget {}

    /** Ready to be tried. */
    record Configured(ArchiveSettings settings) implements ArchiveTarget {}
}
