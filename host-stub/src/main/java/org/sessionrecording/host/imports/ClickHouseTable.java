package org.sessionrecording.host.imports;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An events table in ClickHouse, in order of time and id. As nothing there is in that order, each query sorts only a window:
 * a day, or as many minutes of it as hold a page's rows.
 */
final class ClickHouseTable implements SnapshotTable {
    private static final long DAY = 86_400_000;
    private static final long MINUTE = 60_000;

    private final ClickHouseClient client;
    private final Selection selection;
    private final PageSize size;
    private final Deque<Window> days = new ArrayDeque<>();
    private final Deque<Window> windows = new ArrayDeque<>();
    private @Nullable ClickHouseLayout layout;
    private boolean planned;
    private long bytesRead;
    private long rowsRead;

    /** Some rows of a stretch of time. */
    private record Window(long from, long to, long rows) {}

    ClickHouseTable(ClickHouseClient client, Selection selection, PageSize size) {
        this.client = client;
        this.selection = selection;
        this.size = size;
    }

    @Override
    public long count() {
        ClickHouseLayout columns = layout();
        if (columns.hasTeam()) {
            String sql = "SELECT toString(min(`team_id`)), toString(max(`team_id`)) FROM " + columns.from() + " WHERE "
                    + columns.where() + " FORMAT RowBinary";
            try (RowBinary row = client.query(sql)) {
                PostgresTable.requireOneTeam(text(row), text(row));
            }
        }
        return days().stream().mapToLong(Window::rows).sum();
    }

    private static String text(RowBinary row) {
        return new String(row.bytes(ClickHouseLayout.longestText()), StandardCharsets.UTF_8);
    }

    private List<Window> days() {
        return histogram(layout().where(), DAY);
    }

    private List<Window> histogram(String where, long width) {
        ClickHouseLayout columns = layout();
        String sql = "SELECT toInt64(floor((" + columns.millis() + ") / " + width + ")) AS w, toInt64(count()) FROM "
                + columns.from() + " WHERE " + where + " GROUP BY w ORDER BY w FORMAT RowBinary";
        List<Window> found = new ArrayList<>();
        try (RowBinary rows = client.query(sql)) {
            while (rows.next()) {
                long from = rows.int64() * width;
                found.add(new Window(from, from + width, rows.int64()));
            }
        }
        return found;
    }

    @Override
    public List<SourceRow> page(Optional<Position> after) {
        if (!planned) {
            days.addAll(days());
            planned = true;
        }
        while (true) {
            Window window = window(after);
            if (window == null) {
                return List.of();
            }
            List<SourceRow> rows = read(window, after);
            if (!rows.isEmpty()) {
                return rows;
            }
            windows.removeFirst();
        }
    }

    /** The first window that is not behind the position. */
    private @Nullable Window window(Optional<Position> after) {
        long done = after.map(Position::place).orElse(Long.MIN_VALUE);
        while (true) {
            while (!windows.isEmpty() && windows.getFirst().to() <= done) {
                windows.removeFirst();
            }
            if (!windows.isEmpty()) {
                return windows.getFirst();
            }
            Window day = days.pollFirst();
            if (day == null) {
                return null;
            }
            if (day.to() > done) {
                windows.addAll(parts(day));
            }
        }
    }

    private List<Window> parts(Window day) {
        long rows = size.rows(bytesRead, rowsRead);
        if (day.rows() <= rows) {
            return List.of(day);
        }
        List<Window> parts = new ArrayList<>();
        Window open = null;
        String where =
                layout().where() + " AND " + layout().atOrAfter(day.from()) + " AND " + layout().before(day.to());
        for (Window minute : histogram(where, MINUTE)) {
            if (open != null && open.rows() + minute.rows() > rows) {
                parts.add(open);
                open = null;
            }
            open = open == null ? minute : new Window(open.from(), minute.to(), open.rows() + minute.rows());
        }
        if (open != null) {
            parts.add(open);
        }
        return parts;
    }

    private List<SourceRow> read(Window window, Optional<Position> after) {
        ClickHouseLayout columns = layout();
        String behind = after.map(position -> " AND " + columns.after(position)).orElse("");
        String sql = "SELECT " + columns.columns(size.rowBytes()) + " FROM " + columns.from() + " WHERE "
                + columns.where() + " AND " + columns.atOrAfter(window.from()) + " AND " + columns.before(window.to())
                + behind + " ORDER BY " + columns.order() + " LIMIT " + size.rows(bytesRead, rowsRead)
                + " FORMAT RowBinary";
        List<SourceRow> page = new ArrayList<>();
        long held = 0;
        try (RowBinary rows = client.query(sql)) {
            while (held <= size.bytes() && rows.next()) {
                SourceRow row = row(rows);
                page.add(row);
                held += row.properties() == null ? 0 : row.properties().length;
                bytesRead += row.length();
                rowsRead++;
            }
        }
        return page;
    }

    private SourceRow row(RowBinary rows) {
        String id = text(rows);
        long millis = rows.int64();
        String distinctId = utf8(rows.bytes(ClickHouseLayout.longestText()));
        long length = rows.int64();
        byte[] properties = rows.bytes(size.rowBytes());
        return new SourceRow(
                new Position(millis, id),
                distinctId,
                millis,
                length,
                length > size.rowBytes() || length == 0 ? null : properties);
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private ClickHouseLayout layout() {
        if (layout == null) {
            layout = ClickHouseLayout.read(client, selection);
        }
        return layout;
    }

    /** Each query has a connection of its own, or one that the client keeps for a while. */
    @Override
    public void close() {}
}
