package org.sessionrecording.host.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The key by which a repeated event is known: its {@code uuid}; else a hash of what was received, with its ordinal among
 * equals, so that equal events of one request all stay and a repeated request adds nothing. For one request.
 */
final class EventKeys {
    private static final int KEY_BYTES = 16;
    private static final int BUFFER = 64 * 1024;
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Spool spool;
    private final String urlTime;
    private final Map<ByteBuffer, Integer> seen = new HashMap<>();

    /** @param urlTime the URL's {@code _} as sent: a retry repeats it */
    EventKeys(Spool spool, String urlTime) {
        this.spool = spool;
        this.urlTime = urlTime;
    }

    byte[] key(EventDraft draft) {
        String uuid = draft.uuid == null ? "" : draft.uuid.toLowerCase(Locale.ROOT);
        if (UUID_FORM.matcher(uuid).matches()) {
            UUID parsed = UUID.fromString(uuid);
            return ByteBuffer.allocate(KEY_BYTES)
                    .putLong(parsed.getMostSignificantBits())
                    .putLong(parsed.getLeastSignificantBits())
                    .array();
        }
        byte[] hash = hash(draft, 0);
        int ordinal = seen.merge(ByteBuffer.wrap(hash), 1, Integer::sum) - 1;
        return ordinal == 0 ? hash : hash(draft, ordinal);
    }

    private byte[] hash(EventDraft draft, int ordinal) {
        MessageDigest digest = sha256();
        boolean snapshots = draft.name.equals(WireEvent.SNAPSHOT);
        long start = snapshots ? draft.snapshotDataStart : draft.propertiesStart;
        long end = snapshots ? draft.snapshotDataEnd : draft.propertiesEnd;
        text(digest, draft.name);
        text(digest, draft.distinctId);
        text(digest, draft.sessionId);
        text(digest, draft.windowId);
        text(digest, draft.uuid);
        text(digest, draft.timestampAsSent);
        text(digest, draft.offset == null ? null : draft.offset.toString());
        text(digest, urlTime);
        digest.update(ByteBuffer.allocate(20)
                .putLong(end - start)
                .putLong(crc(start, end))
                .putInt(ordinal)
                .flip());
        return Arrays.copyOf(digest.digest(), KEY_BYTES);
    }

    /** Length first, so that no two sequences of texts look alike; UTF-16, as lone surrogates have no UTF-8. */
    private static void text(MessageDigest digest, @Nullable String text) {
        int length = text == null ? -1 : text.length();
        ByteBuffer bytes = ByteBuffer.allocate(4 + 2 * Math.max(0, length)).putInt(length);
        for (int i = 0; i < length; i++) {
            bytes.putChar(text.charAt(i));
        }
        digest.update(bytes.flip());
    }

    private long crc(long start, long end) {
        CRC32 crc = new CRC32();
        if (spool.isInMemory()) {
            crc.update(spool.memory(), (int) start, (int) (end - start));
            return crc.getValue();
        }
        byte[] buffer = new byte[BUFFER];
        for (long at = start; at < end; at += BUFFER) {
            int length = (int) Math.min(BUFFER, end - at);
            spool.read(at, buffer, length);
            crc.update(buffer, 0, length);
        }
        return crc.getValue();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
        }
    }
}
