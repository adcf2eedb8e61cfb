package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.sessionrecording.api.project.ProjectId;

/** One append, on one connection whose transaction is the caller's. */
final class AppendTransaction {
    private static final String LOCK_SESSION =
            "select id from session where project_id = ? and session_id = ? for no key update";
    private static final String ADD_SESSION =
            "insert into session (project_id, session_id) values (?, ?) on conflict do nothing";
    private static final String RECORDINGS =
            "select key, ts, skew_millis from recording where session = ? order by ts, key";
    private static final String ADD_KEYS = """
            insert into seen_event (session, event_key)
            select ?, asked.event_key from unnest(?::bytea[]) as asked (event_key)
            on conflict do nothing
            """;
    private static final String CHUNK_IDS = "select nextval('chunk_id') from generate_series(1, ?)";

    private final Connection connection;
    private final ProjectId project;
    private final RecordingWriter recordings;
    private final ChunkWriter chunks;

    AppendTransaction(Connection connection, ProjectId project, Instant arrived) {
        this.connection = connection;
        this.project = project;
        this.recordings = new RecordingWriter(connection, project, arrived);
        this.chunks = new ChunkWriter(connection, arrived);
    }

    /** False where a plan was overtaken. */
    boolean append(List<SessionAppend> sessions) throws SQLException {
        for (SessionAppend session : sessions) {
            long id = lock(session.sessionId());
            if (!recordings(id).equals(session.planned()) || !addKeys(id, session.events())) {
                return false;
            }
            for (RecordingAppend recording : session.recordings()) {
                append(id, recording);
            }
        }
        return true;
    }

    private void append(long session, RecordingAppend append) throws SQLException {
        // taken under the session's lock, so that ids of one recording become visible in order
        List<Long> ids = chunkIds(append.chunks().size());
        long key = recordings.write(session, append, ids.get(ids.size() - 1));
        chunks.write(key, ids, append.chunks());
    }

    private long lock(String sessionId) throws SQLException {
        long id = find(sessionId);
        if (id == 0) {
            try (PreparedStatement statement = connection.prepareStatement(ADD_SESSION)) {
                statement.setLong(1, project.value());
                statement.setString(2, sessionId);
                statement.executeUpdate();
            }
            id = find(sessionId);
        }
        return id;
    }

    private long find(String sessionId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK_SESSION)) {
            statement.setLong(1, project.value());
            statement.setString(2, sessionId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private List<KnownRecording> recordings(long session) throws SQLException {
        List<KnownRecording> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(RECORDINGS)) {
            statement.setLong(1, session);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(SessionLookup.recording(rows));
                }
            }
        }
        return found;
    }

    private boolean addKeys(long session, Collection<UUID> keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD_KEYS)) {
            statement.setLong(1, session);
            statement.setArray(2, connection.createArrayOf("bytea", EventKeys.array(keys)));
            return statement.executeUpdate() == keys.size();
        }
    }

    private List<Long> chunkIds(int count) throws SQLException {
        List<Long> ids = new ArrayList<>(count);
        try (PreparedStatement statement = connection.prepareStatement(CHUNK_IDS)) {
            statement.setInt(1, count);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        return ids;
    }
}
