package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a body's bytes hash to, taken in one reading.
 *
 * @param sha256 of the whole, lower-case hex
 * @param parts of each part, in order; that of the whole where it is one
 */
record Fingerprint(String sha256, List<String> parts) {
    private static final int BUFFER = 128 * 1024;

    Fingerprint {
        parts = List.copyOf(parts);
    }

    static Fingerprint of(Body body, long partSize) throws IOException {
        if (body.length() <= partSize) {
            String sha256 = Sha256.of(body);
            return new Fingerprint(sha256, List.of(sha256));
        }
        MessageDigest whole = Sha256.digest();
        MessageDigest part = Sha256.digest();
        List<String> parts = new ArrayList<>();
        byte[] buffer = new byte[BUFFER];
        long left = partSize;
        try (InputStream in = body.open()) {
            for (int read = in.read(buffer, 0, most(left)); read >= 0; read = in.read(buffer, 0, most(left))) {
                whole.update(buffer, 0, read);
                part.update(buffer, 0, read);
                left -= read;
                if (left == 0) {
                    parts.add(hex(part));
                    left = partSize;
                }
            }
        }
        if (left < partSize) {
            parts.add(hex(part));
        }
        return new Fingerprint(hex(whole), parts);
    }

    private static int most(long left) {
        return (int) Math.min(BUFFER, left);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
