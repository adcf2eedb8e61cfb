package org.sessionrecording.host.store;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.UUID;

/** The 16 bytes by which a repeated event is known, as a value and as {@code bytea}. */
public final class EventKeys {
    static final int BYTES = 16;

    private EventKeys() {}

    /** A value of the 16 bytes, whatever they are. */
    public static UUID of(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("Cannot use an event key of " + key.length + " bytes: it has " + BYTES);
        }
        ByteBuffer bytes = ByteBuffer.wrap(key);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    static byte[] joined(Collection<UUID> keys) {
        ByteBuffer bytes = ByteBuffer.allocate(keys.size() * BYTES);
        keys.forEach(key -> bytes.putLong(key.getMostSignificantBits()).putLong(key.getLeastSignificantBits()));
        return bytes.array();
    }

    static byte[][] array(Collection<UUID> keys) {
        return keys.stream().map(key -> joined(java.util.List.of(key))).toArray(byte[][]::new);
    }
}
