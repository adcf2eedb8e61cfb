package org.sessionrecording.tool;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.format.GzipMember;

/**
 * The list of chunks, read one by one and checked: complete entries, ids ascending, each chunk where the one before it and
 * a separator end. For one thread.
 */
final class ChunkEntries {
    private static final int MOST_NAME = 64;
    private static final int MOST_TEXT = 64 * 1024;
    private static final int MOST_RAW = 16 << 20;
    private static final int MOST_FULL = 1_000_000;

    private final JsonCursor json;
    private final boolean withRaw;
    private boolean first = true;
    private long lastId;
    private long expectedOffset = -1;

    /** @param json before the list */
    ChunkEntries(JsonCursor json, boolean withRaw) throws IOException {
        this.json = json;
        this.withRaw = withRaw;
        json.require('[');
    }

    /** The next chunk; empty after the last. */
    Optional<ChunkEntry> next() throws IOException {
        if (!json.nextItem(first)) {
            return Optional.empty();
        }
        first = false;
        Draft draft = new Draft();
        byte[] raw = {};
        if (withRaw) {
            json.atEnd(); // white space before it
            raw = json.capture(MOST_RAW, () -> read(draft));
        } else {
            read(draft);
        }
        ChunkEntry entry = draft.finish(raw);
        requirePlace(entry);
        return Optional.of(entry);
    }

    private void requirePlace(ChunkEntry entry) throws BadObjectException {
        if (entry.id() <= lastId) {
            throw new BadObjectException("chunk " + entry.id() + " stands after chunk " + lastId);
        }
        if (expectedOffset >= 0 && entry.offset() != expectedOffset) {
            throw new BadObjectException("chunk " + entry.id() + " is said to lie at " + entry.offset()
                    + ", where the chunk before it ends for one at " + expectedOffset);
        }
        if (expectedOffset < 0 && entry.offset() <= GzipMember.header().length) {
            throw new BadObjectException("chunk " + entry.id() + " is said to lie at " + entry.offset());
        }
        lastId = entry.id();
        expectedOffset = Math.addExact(Math.addExact(entry.offset(), entry.bytes()), GzipMember.SEPARATOR_LENGTH);
    }

    private void read(Draft draft) throws IOException {
        json.require('{');
        String name = json.nextName(true, MOST_NAME);
        while (name != null) {
            switch (name) {
                case "id" -> draft.id = json.natural();
                case "window_id" -> draft.windowId = json.string(MOST_TEXT);
                case "offset" -> draft.offset = place();
                case "bytes" -> draft.bytes = place();
                case "length" -> draft.length = place();
                case "crc32" -> draft.crc32 = json.natural();
                case "stored_crc32" -> draft.storedCrc32 = json.natural();
                case "count" -> draft.count = place();
                case "start" -> draft.start = instant(name);
                case "end" -> draft.end = instant(name);
                case "arrived" -> draft.arrived = instant(name);
                case "full" -> draft.full = full();
                default -> json.skip();
            }
            name = json.nextName(false, MOST_NAME);
        }
    }

    /** A number that may be added to others like it. */
    private long place() throws IOException {
        long value = json.natural();
        if (value > Long.MAX_VALUE / 4) {
            throw json.problem("a number is too large");
        }
        return value;
    }

    private Instant instant(String what) throws IOException {
        String text = json.string(MOST_NAME);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new BadObjectException("a chunk's " + what + " is no instant", e);
        }
    }

    private long[] full() throws IOException {
        json.require('[');
        long[] offsets = new long[4];
        int count = 0;
        while (json.nextItem(count == 0)) {
            if (count == MOST_FULL) {
                throw json.problem("a chunk has more than " + MOST_FULL + " full snapshots");
            }
            offsets = count == offsets.length ? Arrays.copyOf(offsets, 2 * count) : offsets;
            json.require('[');
            offsets[count++] = json.natural();
            json.require(',');
            instant("full");
            while (json.nextItem(false)) {
                json.skip();
            }
        }
        return Arrays.copyOf(offsets, count);
    }

    /** Numbers are -1 until they were read. */
    private static final class Draft {
        private long id = -1;
        private @Nullable String windowId;
        private long offset = -1;
        private long bytes = -1;
        private long length = -1;
        private long crc32 = -1;
        private long storedCrc32 = -1;
        private long count = -1;
        private @Nullable Instant start;
        private @Nullable Instant end;
        private @Nullable Instant arrived;
        private long[] full = {};

        ChunkEntry finish(byte[] raw) throws BadObjectException {
            String window = windowId;
            Instant from = start;
            Instant to = end;
            Instant came = arrived;
            boolean numbers = id > 0 && offset > 0 && bytes > 0 && length > 0 && crc32 >= 0 && storedCrc32 >= 0;
            if (!numbers || count <= 0 || window == null || from == null || to == null || came == null) {
                throw new BadObjectException(
                        "a chunk" + (id > 0 ? " (" + id + ")" : "")
                                + " lacks one of id, window_id, offset, bytes, length, crc32, stored_crc32, count, start, end, arrived");
            }
            if (to.isBefore(from)) {
                throw new BadObjectException("chunk " + id + " ends before it starts");
            }
            return new ChunkEntry(
                    id, window, offset, bytes, length, crc32, storedCrc32, count, from, to, came, full, raw);
        }
    }
}
