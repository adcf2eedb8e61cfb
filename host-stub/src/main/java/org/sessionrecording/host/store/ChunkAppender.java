package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;

/**
 * Makes chunks durable. Ingest looks sessions up, compresses without holding anything, and appends; where a session changed
 * meanwhile nothing is stored and ingest looks again. Rows of sessions are locked in the order of their ids, so appends of
 * several sessions cannot wait for each other in a circle. Safe for use from any thread.
 */
public final class ChunkAppender {
    private final Database database;
    private final DayPartitions partitions;
    private final StoreRetries retries = new StoreRetries();

    public ChunkAppender(Database database, DayPartitions partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /** What is written in the transaction of an append, or not at all. */
    @FunctionalInterface
    public interface Beside {
        /** Nothing. */
        Beside NOTHING = (connection, sessions) -> {};

        /** May be called again, where the transaction was rolled back; what it throws rolls it back. */
        void write(Connection connection, List<SessionAppend> sessions) throws SQLException;
    }

    /**
     * What was looked up.
     *
     * @param sessions a state for each session asked for
     */
    public record Known(Map<String, SessionState> sessions, Buried buried) {
        public Known {
            sessions = Map.copyOf(sessions);
        }
    }

    /**
     * What is stored of these sessions, and which of these events; and what of all this was erased.
     *
     * @param events keys by session id
     * @param marks of the sessions and visitors
     * @throws ApiException of kind STORE
     */
    public Known lookUp(ProjectId project, Map<String, ? extends Collection<UUID>> events, Set<Mark> marks) {
        return retries.call("look up sessions", () -> {
            try (Connection connection = database.dataSource().getConnection()) {
                return new SessionLookup(connection).find(project, events, marks);
            }
        });
    }

    /**
     * Stores all of it in one transaction; when this returns true it is durable.
     *
     * @param arrived when the request arrived; its UTC day is the chunks' partition
     * @param buried as it was looked up
     * @param factsLeftOut hears each enricher whose facts clash with what it found before, and are left out
     * @param beside written with them
     * @return false where a session changed since it was planned, an event was stored or somebody erased meanwhile: nothing
     *     was stored
     * @throws ApiException of kind STORE; whether it was stored is then unknown, and trying again is safe
     */
    public boolean append(
            ProjectId project,
            Instant arrived,
            Buried buried,
            List<SessionAppend> sessions,
            Consumer<String> factsLeftOut,
            Beside beside) {
        List<SessionAppend> inOrder = sessions.stream()
                .sorted(Comparator.comparing(SessionAppend::sessionId))
                .toList();
        LocalDate day = arrived.atOffset(ZoneOffset.UTC).toLocalDate();
        return retries.call("store chunks", () -> {
            try {
                return inTransaction(project, arrived, buried, inOrder, factsLeftOut, beside);
            } catch (SQLException e) {
                if (StoreRetries.partitionMissing(e)) {
                    partitions.makeMissing(day);
                    return inTransaction(project, arrived, buried, inOrder, factsLeftOut, beside);
                }
                throw e;
            }
        });
    }

    private boolean inTransaction(
            ProjectId project,
            Instant arrived,
            Buried buried,
            List<SessionAppend> sessions,
            Consumer<String> factsLeftOut,
            Beside beside)
            throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean stored =
                        new AppendTransaction(connection, project, arrived, buried, factsLeftOut).append(sessions);
                if (stored) {
                    beside.write(connection, sessions);
                    connection.commit();
                } else {
                    connection.rollback();
                }
                return stored;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
