package org.sessionrecording.host.imports;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row of an events table.
 *
 * @param length of the properties; -1 where there are none
 * @param properties JSON as the table holds it; null where there are none, or more than is read
 * @param distinctId null where the row has none that is valid UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // read only
record SourceRow(
        Position position, @Nullable String distinctId, long millis, long length, byte @Nullable [] properties) {
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    String id() {
        return position.id();
    }

    /**
     * The key of the row's event: its id where that is a UUID, so that an event which this host received itself is known
     * again; else a hash of what the row cannot change, whichever server it is read from.
     */
    UUID key() {
        if (UUID_FORM.matcher(id()).matches()) {
            return UUID.fromString(id());
        }
        ByteBuffer hash = ByteBuffer.wrap(hash());
        return new UUID(hash.getLong(), hash.getLong());
    }

    /** The row in the ledger. */
    long mark() {
        return ByteBuffer.wrap(hash()).getLong(16);
    }

    private byte[] hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String text = "row " + millis + " " + id() + " " + distinctId;
            return digest.digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
        }
    }
}
