package org.sessionrecording.host.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;

/**
 * Encrypts secrets for the database: AES-256-GCM under a key that HKDF-SHA-256 derives from {@code SECRET_KEY}, bound to the
 * place where they are stored, so that a ciphertext moved to another row does not open. Safe for use from any thread.
 */
public final class SecretBox {
    private static final String PREFIX = "v1:";
    private static final String INFO = "session-recording settings v1";
    private static final String OTHER_INFO = "session-recording key v1 ";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    private final byte[] extracted;
    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private SecretBox(byte[] secret) {
        this.extracted = hmac(new byte[KEY_BYTES], secret);
        this.key = new SecretKeySpec(expand(INFO), "AES");
    }

    /** 256 bits for another purpose, the same on all hosts of the installation; of one of them no other can be told. */
    public byte[] keyFor(String purpose) {
        return expand(OTHER_INFO + purpose);
    }

    /** With the operator's key, else with the one in {@code dataDirectory}, which is made where it is absent. */
    public static SecretBox open(Optional<String> secretKey, Path dataDirectory) {
        String secret = secretKey.orElseGet(() -> readOrMake(dataDirectory.resolve("secret.key")));
        return new SecretBox(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String readOrMake(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try {
                Files.createFile(file, ownerOnly(file));
                byte[] bytes = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(bytes);
                Files.writeString(file, Base64.getEncoder().encodeToString(bytes));
            } catch (FileAlreadyExistsException e) {
                // an earlier start made it
                return existing(file);
            }
            return existing(file);
        } catch (IOException e) {
            throw new ApiException(
                    Kind.INTERNAL, "Cannot keep the secret key in " + file + ": " + e + " (or set SECRET_KEY)", e);
        }
    }

    private static String existing(Path file) throws IOException {
        String secret = Files.readString(file).trim();
        if (secret.isEmpty()) {
            throw new IOException("the file is empty; delete it where no secret was stored yet");
        }
        return secret;
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        Set<String> views = file.getFileSystem().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** HKDF (RFC 5869) with an empty salt and one block of output. */
    private byte[] expand(String purpose) {
        byte[] info = purpose.getBytes(StandardCharsets.UTF_8);
        return hmac(
                extracted,
                ByteBuffer.allocate(info.length + 1).put(info).put((byte) 1).array());
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot derive a key: this JVM lacks HmacSHA256", e);
        }
    }

    /** @param place where it will be stored; {@link #open(String, String)} must name the same */
    String seal(String secret, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            ByteBuffer stored =
                    ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed);
            return PREFIX + Base64.getEncoder().encodeToString(stored.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot encrypt a secret: " + e, e);
        }
    }

    /** The secret, or empty where it was sealed under another key or for another place. */
    Optional<String> open(String stored, String place) {
        if (!stored.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(stored.substring(PREFIX.length()));
            byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            byte[] plain = cipher(Cipher.DECRYPT_MODE, nonce, place)
                    .doFinal(bytes, NONCE_BYTES, Math.max(0, bytes.length - NONCE_BYTES));
            return Optional.of(new String(plain, StandardCharsets.UTF_8));
        } catch (AEADBadTagException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot decrypt a secret: " + e, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @Override
    public String toString() {
        return "SecretBox[***]";
    }
}
