package org.sessionrecording.host.share;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sessionrecording.host.time.HostClock;

/**
 * What says that somebody gave a share's password: an instant until which it counts, and an HMAC keyed by the password's
 * salted hash, so that nothing is kept, and another password ends all of them.
 */
final class Passes {
    static final Duration LIFETIME = Duration.ofHours(12);
    private static final String MAC = "HmacSHA256";

    private final HostClock clock;

    Passes(HostClock clock) {
        this.clock = clock;
    }

    String issue(Share share) {
        long until = clock.instant().plus(LIFETIME).toEpochMilli();
        return until + "." + mac(share, until);
    }

    boolean isGood(Share share, String pass) {
        int dot = pass.indexOf('.');
        if (dot < 1 || dot > 15 || !pass.substring(0, dot).matches("\\d+")) {
            return false;
        }
        long until = Long.parseLong(pass.substring(0, dot));
        boolean good = MessageDigest.isEqual(bytes(mac(share, until)), bytes(pass.substring(dot + 1)));
        return good && clock.instant().isBefore(Instant.ofEpochMilli(until));
    }

    private static String mac(Share share, long until) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(bytes(share.passwordHash().orElseThrow()), MAC));
            return HexFormat.of().formatHex(mac.doFinal(bytes(share.id() + " " + until)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot sign: this Java has no " + MAC, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
