package org.sessionrecording.plugin.settings;

import org.sessionrecording.api.ApiException;

/** Where recordings are archived to. Configured wrongly is not the same as not configured. */
public sealed interface ArchiveTarget {
    /**
     * The settings.
     *
     * @param what was to be done with them, for the message
     * @throws ApiException of kind CALLER where there is no archive, or none that can be used
     */
    default ArchiveSettings require(String what) {
        if (this instanceof Configured configured) {
            return configured.settings();
        }
        String why = this instanceof Unusable unusable ? unusable.reason() : "no archive is set (set s3_url)";
        throw new ApiException(ApiException.Kind.CALLER, "Cannot " + what + ": " + why);
    }

    /** No S3_URL: nothing is archived, and so nothing is removed. */
    record None() implements ArchiveTarget {}

    /** An S3_URL that cannot be used; {@code reason} says why and what to do. */
    record Unusable(String reason) implements ArchiveTarget {}

    /** Ready to be tried. */
    record Configured(ArchiveSettings settings) implements ArchiveTarget {}
}
