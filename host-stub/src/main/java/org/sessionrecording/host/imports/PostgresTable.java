package org.sessionrecording.host.imports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * An events table in PostgreSQL, in order of its id: pages by key, each a short read-only transaction, so that the source
 * may vacuum and be written meanwhile.
 */
final class PostgresTable implements SnapshotTable {
    private static final String COUNT = "select count(*), %s from %s t where %s";
    /** The inner limit keeps the text from being made for rows of other pages, the sums from sending more than a page. */
    private static final String PAGE = """
            select y.id, y.distinct_id, y.millis, y.length, y.body from (
              select x.*, octet_length(x.body) as length,
                sum(least(octet_length(x.body), ?)) over (order by x.id rows unbounded preceding) as so_far,
                row_number() over (order by x.id) as n
              from (
                select t."id" as id, t."distinct_id"::text as distinct_id, %s as millis, t."properties"::text as body
                from %s t where %s %s order by t."id" limit ?) x) y
            where coalesce(y.so_far, 0) <= ? or y.n = 1
            order by y.id
            """;

    private final Supplier<Connection> connecting;
    private final Selection selection;
    private final PageSize size;
    private @Nullable Connection connection;
    private @Nullable PostgresLayout layout;
    private long bytesRead;
    private long rowsRead;

    /** @param connecting opens a read-only connection, or throws a {@link SourceException} */
    PostgresTable(Supplier<Connection> connecting, Selection selection, PageSize size) {
        this.connecting = connecting;
        this.selection = selection;
        this.size = size;
    }

    /** What is done on the connection. */
    private interface Work<R> {
        R on(Connection connection, PostgresLayout layout) throws SQLException;
    }

    @Override
    public long count() {
        return with("count the source's rows", (open, columns) -> {
            String teams = columns.hasTeam() ? "min(t.\"team_id\"), max(t.\"team_id\")" : "null, null";
            String sql = COUNT.formatted(teams, columns.from(), columns.where());
            try (Statement statement = open.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                requireOneTeam(row.getString(2), row.getString(3));
                return row.getLong(1);
            }
        });
    }

    static void requireOneTeam(@Nullable String first, @Nullable String last) {
        if (first != null && !first.equals(last)) {
            throw SourceException.lasting(
                    "Cannot import: the table holds snapshots of several teams, " + first + " to " + last
                            + ", and a project is one tenant's (give team_id, and import each into its own project)",
                    null);
        }
    }

    @Override
    public List<SourceRow> page(Optional<Position> after) {
        return with("read the source's rows", (open, columns) -> {
            String key = after.isPresent() ? "and t.\"id\" > " + columns.idLiteral(after.get()) : "";
            String sql = PAGE.formatted(columns.millis(), columns.from(), columns.where(), key);
            try (PreparedStatement statement = open.prepareStatement(sql)) {
                statement.setLong(1, size.rowBytes());
                statement.setInt(2, size.rows(bytesRead, rowsRead));
                statement.setLong(3, size.bytes());
                try (ResultSet rows = statement.executeQuery()) {
                    return read(rows, columns);
                }
            }
        });
    }

    private List<SourceRow> read(ResultSet rows, PostgresLayout columns) throws SQLException {
        List<SourceRow> page = new ArrayList<>();
        while (rows.next()) {
            long length = rows.getLong("length");
            boolean none = rows.wasNull();
            byte[] body = none || length > size.rowBytes() ? null : rows.getBytes("body");
            String id = String.valueOf(rows.getString("id"));
            Position position = new Position(columns.isUuid() ? place(UUID.fromString(id)) : Long.parseLong(id), id);
            page.add(new SourceRow(
                    position, rows.getString("distinct_id"), rows.getLong("millis"), none ? -1 : length, body));
            bytesRead += Math.max(0, length);
            rowsRead++;
        }
        return page;
    }

    /** In the order of PostgreSQL's UUIDs, which is that of their bytes. */
    private static long place(UUID id) {
        return id.getMostSignificantBits() >>> 1;
    }

    private <R> R with(String what, Work<R> work) {
        Connection open = connection == null ? connecting.get() : connection;
        connection = open;
        try {
            if (layout == null) {
                layout = PostgresLayout.read(open, selection);
            }
            R result = work.on(open, layout);
            open.commit();
            return result;
        } catch (SQLException e) {
            close();
            throw translated(what, e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The server's own sentence, which names tables and users, not what rows hold. */
    static SourceException translated(String what, SQLException e) {
        String said = e instanceof PSQLException postgres && postgres.getServerErrorMessage() != null
                ? postgres.getServerErrorMessage().getMessage()
                : "it did not answer";
        String message = "Cannot " + what + ": PostgreSQL says: " + said + " (SQLSTATE " + e.getSQLState() + ")";
        String state = String.valueOf(e.getSQLState());
        boolean passing =
                state.startsWith("08") || state.startsWith("57P") || state.startsWith("40") || state.startsWith("53");
        return passing ? SourceException.passing(message, e) : SourceException.lasting(message, e);
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                throw translated("leave the source", e);
            }
        }
    }

    /** An instant as PostgreSQL reads it. */
    static String literal(Instant instant) {
        return "'" + instant + "'::timestamptz";
    }
}
