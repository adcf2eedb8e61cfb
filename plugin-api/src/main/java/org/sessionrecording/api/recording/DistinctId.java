package org.sessionrecording.api.recording;

import java.util.Objects;

/**
 * A client's id for a visitor: 1 to 1,000 code points, kept exactly as sent (lone surrogates and NUL included). Two ids
 * are the same only where every code unit is; nothing is normalised.
 */
public record DistinctId(String value) {
    /** Longest id in code points. */
    public static final int MAX_CODE_POINTS = 1_000;

    public DistinctId {
        Objects.requireNonNull(value, "value");
        int length = value.codePointCount(0, value.length());
        if (length < 1 || length > MAX_CODE_POINTS) {
            throw new IllegalArgumentException("Cannot use a distinct_id of " + length + " characters: it has 1 to "
                    + MAX_CODE_POINTS + " (send a shorter one)");
        }
    }

    /** The form that stands in links, object keys and indexes; see {@link Escaping}. */
    public String escaped() {
        return Escaping.escape(value);
    }

    @Override
    public String toString() {
        return escaped();
    }
}
