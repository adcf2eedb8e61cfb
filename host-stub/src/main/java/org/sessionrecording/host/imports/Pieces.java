package org.sessionrecording.host.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.wire.RowProperties;

/**
 * Pieces that wait for the others of their group. Bounded in bytes and in the rows that may lie between; the oldest group
 * goes first. For one thread.
 */
final class Pieces {
    /** A server sent the pieces of a batch right after each other; others' rows may stand between. */
    private static final int FARTHEST_ROWS = 50_000;

    private final long mostBytes;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private long bytes;
    private long row;

    Pieces(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The pieces of one group, and the rows they came in. */
    static final class Group {
        final List<SourceRow> rows = new ArrayList<>();
        private final Map<Integer, String> data = new TreeMap<>();
        private final RowProperties properties;
        private final @Nullable Position before;
        private final int count;
        private final long since;
        private long bytes;

        private Group(RowProperties properties, @Nullable Position before, int count, long since) {
            this.properties = properties;
            this.before = before;
            this.count = count;
            this.since = since;
        }

        boolean isWhole() {
            return data.size() == count;
        }

        /** The properties of the first row, whose pieces stand for all. */
        RowProperties properties() {
            return properties;
        }

        String joined() {
            return String.join("", data.values());
        }
    }

    /**
     * Takes a piece.
     *
     * @param before the row before this one; null at the begin
     * @return the group, where it is whole now
     */
    Optional<Group> add(Piece piece, RowProperties properties, SourceRow source, @Nullable Position before) {
        Group group = groups.computeIfAbsent(piece.group(), key -> new Group(properties, before, piece.count(), row));
        group.rows.add(source);
        if (piece.index() < group.count && group.data.putIfAbsent(piece.index(), piece.data()) == null) {
            group.bytes += piece.data().length() + (group.rows.size() == 1 ? source.length() : 0);
            bytes += piece.data().length() + (group.rows.size() == 1 ? source.length() : 0);
        }
        if (group.isWhole()) {
            remove(piece.group());
            return Optional.of(group);
        }
        return Optional.empty();
    }

    /** A row was read; gives the groups that have waited too long, or are too much. */
    List<Group> tick() {
        row++;
        List<Group> given = new ArrayList<>();
        while (!groups.isEmpty() && (bytes > mostBytes || row - oldest().since > FARTHEST_ROWS)) {
            given.add(remove(groups.keySet().iterator().next()));
        }
        return given;
    }

    /** All that are left. */
    List<Group> drain() {
        List<Group> left = new ArrayList<>(groups.values());
        groups.clear();
        bytes = 0;
        return left;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** The row before the first that waits; null where that was the first of all. */
    @Nullable
    Position beforeOldest() {
        return oldest().before;
    }

    private Group oldest() {
        return groups.values().iterator().next();
    }

    private Group remove(String key) {
        Group group = groups.remove(key);
        bytes -= group.bytes;
        return group;
    }
}
