package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;

/**
 * Sessions of clients that send no session id: snapshots of one distinct id and window less than 30 minutes apart are one
 * session, of at most 24 hours. What was decided is kept, so a repeat is put where the original went. Safe for use from any
 * thread and host: one visitor's window is decided on by one transaction at a time.
 */
public final class GuessedSessions {
    /** Apart by this or more are two sessions. */
    public static final Duration IDLE = Duration.ofMinutes(30);

    /** No session is longer. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(?, ?))";
    private static final String NEAREST = """
            select session_id, started_at, last_at from guessed_session
            where project_id = ? and escaped_id = ? and window_id = ?
                and started_at > ?::timestamptz - interval '25 hours' and started_at < ?::timestamptz + interval '30 minutes'
                and last_at > ?::timestamptz - interval '30 minutes'
                and greatest(last_at, ?) - least(started_at, ?) <= interval '24 hours'
            order by greatest(started_at - ?, ? - last_at, interval '0'), started_at
            limit 1
            """;
    /** Not of what was erased: the snapshots will be dropped, and their visitor's id must not stay. */
    private static final String ADD = """
            insert into guessed_session (project_id, escaped_id, window_id, session_id, started_at, last_at)
            select ?, ?, ?, ?, ?, ?
            where not exists (select from tombstone t where t.project_id = ? and t.mark = ? and t.erased_at >= ?)
            """;

    private static final String GROW = """
            update guessed_session set started_at = least(started_at, ?), last_at = greatest(last_at, ?)
            where project_id = ? and escaped_id = ? and window_id = ? and session_id = ?
            """;

    private static final String GROW_TO = """
            update guessed_session set last_at = greatest(last_at, ?)
            where project_id = ? and escaped_id = ? and window_id = ? and session_id = ?
                and greatest(last_at, ?) - started_at <= interval '24 hours'
            """;

    private final Database database;
    private final Tombstones tombstones;
    private final StoreRetries retries = new StoreRetries();

    public GuessedSessions(Database database) {
        this.database = database;
        this.tombstones = new Tombstones(database);
    }

    /**
     * The session of a visitor's snapshots that follow each other by less than {@link #IDLE}; what {@link #assign} would
     * answer to each of them in order.
     *
     * @param from corrected instant of the first
     * @param to of the last
     * @return empty where they are more than one session, or a part of one that is as long as it may be
     */
    public Optional<String> assignRun(ProjectId project, DistinctId id, String windowId, Instant from, Instant to) {
        Mark mark = tombstones.visitor(project, id);
        return decided(connection -> new Guess(connection, project, id.escaped(), mark, windowId, from).decideTo(to));
    }

    /**
     * The session of a snapshot.
     *
     * @param windowId empty where the client sent none
     * @param at corrected instant of the snapshot
     * @throws org.sessionrecording.api.ApiException of kind STORE
     */
    public String assign(ProjectId project, DistinctId id, String windowId, Instant at) {
        Mark mark = tombstones.visitor(project, id);
        return decided(connection -> new Guess(connection, project, id.escaped(), mark, windowId, at).decide());
    }

    /** What is decided in a transaction. */
    private interface Decision<R> {
        R by(Connection connection) throws SQLException;
    }

    private <R> R decided(Decision<R> decision) {
        return retries.call("find the session of a client without session ids", () -> {
            try (Connection connection = database.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                try {
                    R decided = decision.by(connection);
                    connection.commit();
                    return decided;
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        });
    }

    private record Guess(
            Connection connection, ProjectId project, String escapedId, Mark mark, String windowId, Instant at) {
        String decide() throws SQLException {
            lock();
            Optional<String> nearest = nearest();
            if (nearest.isPresent()) {
                grow(nearest.get());
                return nearest.get();
            }
            String opened = SessionIds.at(at);
            add(opened);
            return opened;
        }

        Optional<String> decideTo(Instant to) throws SQLException {
            String session = decide();
            try (PreparedStatement statement = connection.prepareStatement(GROW_TO)) {
                statement.setObject(1, Sql.at(to));
                bindVisitor(statement, 2);
                statement.setString(5, session);
                statement.setObject(6, Sql.at(to));
                return statement.executeUpdate() > 0 ? Optional.of(session) : Optional.empty();
            }
        }

        private void lock() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
                statement.setString(1, escapedId + "/" + windowId);
                statement.setLong(2, project.value());
                statement.execute();
            }
        }

        private Optional<String> nearest() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(NEAREST)) {
                bindVisitor(statement, 1);
                for (int i = 4; i <= 10; i++) {
                    statement.setObject(i, Sql.at(at));
                }
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        }

        private void grow(String session) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(GROW)) {
                statement.setObject(1, Sql.at(at));
                statement.setObject(2, Sql.at(at));
                bindVisitor(statement, 3);
                statement.setString(6, session);
                statement.executeUpdate();
            }
        }

        private void add(String session) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                bindVisitor(statement, 1);
                statement.setString(4, session);
                statement.setObject(5, Sql.at(at));
                statement.setObject(6, Sql.at(at));
                statement.setLong(7, project.value());
                statement.setBytes(8, mark.bytes());
                statement.setObject(9, Sql.at(at));
                statement.executeUpdate();
            }
        }

        private void bindVisitor(PreparedStatement statement, int first) throws SQLException {
            statement.setLong(first, project.value());
            statement.setString(first + 1, escapedId);
            statement.setString(first + 2, windowId);
        }
    }

    /** Ids in the form of a version 7 UUID. */
    private static final class SessionIds {
        private static final int MILLIS_SHIFT = 16;

        static String at(Instant instant) {
            UUID random = UUID.randomUUID();
            long version = 0x7000L | (random.getMostSignificantBits() & 0x0FFF);
            return new UUID((instant.toEpochMilli() << MILLIS_SHIFT) | version, random.getLeastSignificantBits())
                    .toString();
        }
    }
}
