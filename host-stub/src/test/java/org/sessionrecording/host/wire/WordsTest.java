package org.sessionrecording.host.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final byte[] TELLING = {
        '"', '\\', 0, 0x1F, 0x20, 0x21, 'a', 0x7E, 0x7F, (byte) 0x80, (byte) 0xC3, (byte) 0xFF
    };

    private final Random random = new Random(20);

    @Test
    void stops_where_a_scan_byte_by_byte_stops() {
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = text();
            int from = random.nextInt(bytes.length);
            int end = from + random.nextInt(bytes.length - from + 1);

            int plain = Words.skipPlain(bytes, from, end);
            int quote = Words.skipToQuote(bytes, from);

            assertThat(plain).isEqualTo(naive(bytes, from, end, true));
            assertThat(quote).isEqualTo(naive(bytes, from, bytes.length, false));
        }
    }

    /** Mostly plain, with bytes that matter, and their neighbours, strewn in. */
    private byte[] text() {
        byte[] bytes = new byte[1 + random.nextInt(40)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(6) == 0
                    ? TELLING[random.nextInt(TELLING.length)]
                    : (byte) ('a' + random.nextInt(26));
        }
        return bytes;
    }

    private static int naive(byte[] bytes, int from, int end, boolean plainOnly) {
        int at = from;
        while (at <= end - Long.BYTES) {
            for (int i = at; i < at + Long.BYTES; i++) {
                boolean quote = bytes[i] == '"' || bytes[i] == '\\';
                if (quote || (plainOnly && (bytes[i] < 0x20))) {
                    return i;
                }
            }
            at += Long.BYTES;
        }
        return at;
    }
}
