package org.sessionrecording.tool;

import java.io.IOException;

/**
 * Goes through the snapshots of one chunk: each must be a JSON object, their number that of the list of chunks, and a full
 * snapshot (type 2) must begin at each place the list names.
 */
final class SnapshotWalk {
    private static final int MOST_NAME = 64;
    private static final String FULL_SNAPSHOT = "2";

    private final ChunkEntry entry;
    private final JsonCursor json;
    private long count;
    private int full;

    private SnapshotWalk(ChunkEntry entry, JsonCursor json) {
        this.entry = entry;
        this.json = json;
    }

    /** Reads {@code plain} to its end. */
    static void check(ChunkEntry entry, ChunkStream plain) throws IOException {
        new SnapshotWalk(entry, new JsonCursor(plain)).check();
    }

    private void check() throws IOException {
        do {
            json.atEnd(); // white space before it
            long at = json.position();
            String type = type();
            count++;
            if (full < entry.full().length && entry.full()[full] == at) {
                full++;
                require(
                        type.equals(FULL_SNAPSHOT),
                        "has a snapshot of type " + type + " at " + at + ", where a full snapshot should begin");
            }
        } while (!json.atEnd() && json.accept(','));
        json.end();
        require(count == entry.count(), "holds " + count + " snapshots instead of " + entry.count());
        require(
                full == entry.full().length,
                "has no snapshot at " + (full == entry.full().length ? 0 : entry.full()[full])
                        + ", where a full one should begin");
    }

    private String type() throws IOException {
        String type = "unknown";
        json.require('{');
        for (String name = json.nextName(true, MOST_NAME); name != null; name = json.nextName(false, MOST_NAME)) {
            if (name.equals("type")) {
                type = json.numberOrNothing();
            } else {
                json.skip();
            }
        }
        return type;
    }

    private void require(boolean holds, String otherwise) throws BadObjectException {
        if (!holds) {
            throw new BadObjectException("chunk " + entry.id() + " " + otherwise);
        }
    }
}
