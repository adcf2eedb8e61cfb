package org.sessionrecording.host.wire;

import java.util.Arrays;

/**
 * Where the members of one object lie: name and value, first byte and byte behind the last. Remembers the first 64; what a
 * hostile object has beyond them is looked for anew each time. The last of several members of one name counts, as in
 * JavaScript.
 */
final class Members {
    static final int NONE = -1;
    private static final int FIELDS = 4;
    private static final int REMEMBERED = 64;

    private final byte[] json;
    private int[] places = new int[8 * FIELDS];
    private int size;
    private int unremembered = NONE;
    private int end;

    private Members(byte[] json) {
        this.json = json;
    }

    /** Scans the object that begins at {@code start}; of its member {@code inner}, if that is an object, also the members. */
    static Scanned scan(byte[] json, int start, String inner) {
        Members members = new Members(json);
        Members within = new Members(json);
        int at = start + 1;
        while ((at = members.nextName(at)) != NONE) {
            int nameEnd = JsonBytes.skipString(json, at);
            int value = valueAfter(json, nameEnd);
            int valueEnd;
            if (!inner.isEmpty() && JsonBytes.says(json, at, nameEnd, inner)) {
                within = json[value] == '{' ? scan(json, value, "").outer() : new Members(json);
                valueEnd = json[value] == '{' ? within.end : JsonBytes.skipValue(json, value);
            } else {
                valueEnd = JsonBytes.skipValue(json, value);
            }
            members.remember(at, nameEnd, value, valueEnd);
            at = valueEnd;
        }
        return new Scanned(members, within);
    }

    /** Members of an object, and of the inner object asked for (none where there is none). */
    record Scanned(Members outer, Members inner) {}

    private static int valueAfter(byte[] json, int nameEnd) {
        int colon = JsonBytes.skipSpace(json, nameEnd);
        return JsonBytes.skipSpace(json, colon + 1);
    }

    /** Begin of the next member's name; {@link #NONE} at the end, whose place is then known. */
    private int nextName(int from) {
        int at = JsonBytes.skipSpace(json, from);
        if (json[at] == ',') {
            at = JsonBytes.skipSpace(json, at + 1);
        }
        if (json[at] == '}') {
            end = at + 1;
            return NONE;
        }
        return at;
    }

    private void remember(int name, int nameEnd, int value, int valueEnd) {
        if (size == REMEMBERED) {
            unremembered = unremembered == NONE ? name : unremembered;
            return;
        }
        if (size * FIELDS == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        int at = size++ * FIELDS;
        places[at] = name;
        places[at + 1] = nameEnd;
        places[at + 2] = value;
        places[at + 3] = valueEnd;
    }

    int size() {
        return size;
    }

    int nameStart(int member) {
        return places[member * FIELDS];
    }

    int valueStart(int member) {
        return places[member * FIELDS + 2];
    }

    int valueEnd(int member) {
        return places[member * FIELDS + 3];
    }

    boolean isNamed(int member, String name) {
        return JsonBytes.says(json, places[member * FIELDS], places[member * FIELDS + 1], name);
    }

    /** Whether there are more than are remembered. */
    boolean isCut() {
        return unremembered != NONE;
    }

    /** Begin of the named member's value, or {@link #NONE}. */
    int find(String name) {
        int found = isCut() ? findFrom(json, unremembered, name) : NONE;
        for (int member = size - 1; member >= 0 && found == NONE; member--) {
            if (isNamed(member, name)) {
                found = valueStart(member);
            }
        }
        return found;
    }

    /** Begin of a member's value in the object that begins at {@code start}, or {@link #NONE}. */
    static int find(byte[] json, int start, String name) {
        return findFrom(json, start + 1, name);
    }

    private static int findFrom(byte[] json, int from, String name) {
        int found = NONE;
        int at = JsonBytes.skipSpace(json, from);
        while (json[at] != '}') {
            int nameEnd = JsonBytes.skipString(json, at);
            int value = valueAfter(json, nameEnd);
            if (JsonBytes.says(json, at, nameEnd, name)) {
                found = value;
            }
            at = JsonBytes.skipSpace(json, JsonBytes.skipValue(json, value));
            if (json[at] == ',') {
                at = JsonBytes.skipSpace(json, at + 1);
            }
        }
        return found;
    }
}
