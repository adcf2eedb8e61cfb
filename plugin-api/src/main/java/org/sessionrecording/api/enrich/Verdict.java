package org.sessionrecording.api.enrich;

/** What becomes of a snapshot. Enrichers run one after the other, required ones first; each sees what the one before left. */
public sealed interface Verdict {
    /** Unchanged. */
    Verdict KEEP = new Keep();

    record Keep() implements Verdict {}

    /** Not stored; counted under the reason (a few fixed words). */
    record Drop(String reason) implements Verdict {}

    /** Stored as this JSON object (UTF-8) instead; its {@code timestamp} and {@code type} must be the same. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Replace(byte[] json) implements Verdict {}
}
