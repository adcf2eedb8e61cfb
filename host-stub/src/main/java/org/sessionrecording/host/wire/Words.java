package org.sessionrecording.host.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Goes over the inside of string literals eight bytes at a time. A zero byte after the exclusive or marks a match. */
final class Words {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

    private Words() {}

    /** The first quote, backslash, control character or byte beyond ASCII; or where fewer than eight bytes are left. */
    static int skipPlain(byte[] bytes, int from, int end) {
        int at = from;
        while (at <= end - Long.BYTES) {
            long word = (long) LONG.get(bytes, at);
            // borrows run upwards only, from a byte that matched, so the lowest mark is always right
            long marks = (quotesOrBackslashes(word) | (word - SPACES) & ~word | word) & HIGH;
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            at += Long.BYTES;
        }
        return at;
    }

    /** The first quote or backslash; or where fewer than eight bytes are left. */
    static int skipToQuote(byte[] bytes, int from) {
        int at = from;
        while (at <= bytes.length - Long.BYTES) {
            long marks = quotesOrBackslashes((long) LONG.get(bytes, at)) & HIGH;
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            at += Long.BYTES;
        }
        return at;
    }

    private static long quotesOrBackslashes(long word) {
        long quotes = word ^ QUOTES;
        long backslashes = word ^ BACKSLASHES;
        return (quotes - ONES) & ~quotes | (backslashes - ONES) & ~backslashes;
    }
}
