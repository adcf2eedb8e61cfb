package org.sessionrecording.host.wire;

import java.nio.charset.StandardCharsets;

/** How bytes are encoded, as their first ones tell. */
enum Layer {
    JSON,
    GZIP,
    FORM,
    BASE64,
    LZ64,
    UNKNOWN;

    /**
     * @param head the first bytes, fewer only where there are no more
     * @param form whether the sender called it a form
     */
    static Layer of(byte[] head, boolean form) {
        if (isGzip(head, 0)) {
            return GZIP;
        }
        int first = firstOfText(head);
        if (first == head.length || head[first] == '{' || head[first] == '[') {
            return JSON;
        }
        if (isForm(head, form)) {
            return FORM;
        }
        return isBase64(head, first) ? base64Or(head, first) : UNKNOWN;
    }

    private static boolean isGzip(byte[] bytes, int at) {
        return bytes.length > at + 1 && bytes[at] == 0x1F && (bytes[at + 1] & 0xFF) == 0x8B;
    }

    private static int firstOfText(byte[] head) {
        int at = 0;
        while (at < head.length && head[at] <= ' ' && head[at] >= 0) {
            at++;
        }
        return at;
    }

    /** A name and an equals sign, where base64 could have one only at its end. */
    private static boolean isForm(byte[] head, boolean form) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.startsWith("data=") || text.contains("&data=") || (form && text.matches("(?s)[a-zA-Z_]{1,32}=.*"));
    }

    private static boolean isBase64(byte[] head, int first) {
        for (int i = first; i < head.length; i++) {
            if (Base64Stream.valueOf(head[i] & 0xFF) == Base64Stream.INVALID) {
                return false;
            }
        }
        return head.length - first >= 2;
    }

    /**
     * LZString's compressToBase64 writes the first character as two zero bits and its eight bits in reverse, so what begins
     * with a brace or a bracket begins with a byte with which neither JSON nor gzip begins.
     */
    private static Layer base64Or(byte[] head, int first) {
        int byte0 = Base64Stream.valueOf(head[first] & 0xFF) << 2 | Base64Stream.valueOf(head[first + 1] & 0xFF) >> 4;
        boolean reversedBrace = byte0 == 0x37 || byte0 == 0x36;
        return reversedBrace ? LZ64 : BASE64;
    }
}
