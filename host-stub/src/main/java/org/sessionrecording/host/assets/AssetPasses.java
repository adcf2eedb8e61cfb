package org.sessionrecording.host.assets;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sessionrecording.api.project.ProjectId;

/**
 * Passes for one view of one recording: project, an instant until which it counts, a random number, and an HMAC of them; so
 * every host of the installation knows them and none keeps them. For any thread.
 */
final class AssetPasses {
    static final Duration LIFETIME = Duration.ofHours(2);

    private static final String MAC = "HmacSHA256";
    private static final int TOLD = 3 * Long.BYTES;
    private static final int MAC_BYTES = 16;
    private static final int TEXT_LENGTH = 54;

    private final SecretKeySpec key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    AssetPasses(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, MAC);
        this.clock = clock;
    }

    /** What a good pass says. @param view one opened page */
    record Pass(ProjectId project, long view) {}

    String issue(ProjectId project) {
        long until = clock.instant().plus(LIFETIME).getEpochSecond();
        byte[] told = ByteBuffer.allocate(TOLD)
                .putLong(project.value())
                .putLong(until)
                .putLong(random.nextLong())
                .array();
        byte[] all =
                ByteBuffer.allocate(TOLD + MAC_BYTES).put(told).put(mac(told)).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** Empty where it was not issued here, or counts no more. */
    Optional<Pass> find(String text) {
        if (text.length() != TEXT_LENGTH || !text.matches("[A-Za-z0-9_-]+")) {
            return Optional.empty();
        }
        byte[] all = Base64.getUrlDecoder().decode(text);
        byte[] told = Arrays.copyOf(all, TOLD);
        if (!MessageDigest.isEqual(mac(told), Arrays.copyOfRange(all, TOLD, all.length))) {
            return Optional.empty();
        }
        ByteBuffer read = ByteBuffer.wrap(told);
        ProjectId project = new ProjectId(read.getLong());
        boolean counts = clock.instant().getEpochSecond() < read.getLong();
        return counts ? Optional.of(new Pass(project, read.getLong())) : Optional.empty();
    }

    private byte[] mac(byte[] told) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(told), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot sign: this Java has no " + MAC, e);
        }
    }
}
