package org.sessionrecording.harness.outside;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** SHA-256 of plain and of deflated bytes. */
final class Hashes {
    private static final byte[] END = {0x03, 0x00};

    private Hashes() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    static String of(byte[] bytes, int from, int to) {
        MessageDigest digest = digest();
        digest.update(bytes, from, to - from);
        return hex(digest);
    }

    /** The plain bytes of raw deflate that has no final block, as chunks are. */
    static byte[] inflate(byte[] stored, int offset, int bytes) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(stored, offset, bytes);
            ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes * 8);
            byte[] buffer = new byte[64 * 1024];
            boolean closed = false;
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                plain.write(buffer, 0, count);
                if (count == 0 && !inflater.finished() && inflater.needsInput()) {
                    if (closed) {
                        throw new AssertionError("A chunk of " + bytes + " bytes is cut");
                    }
                    closed = true;
                    inflater.setInput(END);
                }
            }
            return plain.toByteArray();
        } catch (DataFormatException e) {
            throw new AssertionError("A chunk of " + bytes + " bytes is no deflate: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
