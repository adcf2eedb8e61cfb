package org.sessionrecording.host.store;

import java.util.Collection;
import java.util.HexFormat;

/** What a tombstone shows of what was erased: 64 hex digits of an HMAC-SHA-256, and nothing else. */
public record Mark(String hex) {
    static Mark of(byte[] bytes) {
        return new Mark(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** For {@code Connection.createArrayOf("bytea", …)}. */
    static byte[][] array(Collection<Mark> marks) {
        return marks.stream().map(Mark::bytes).toArray(byte[][]::new);
    }

    @Override
    public String toString() {
        return hex;
    }
}
