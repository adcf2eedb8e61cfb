package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sessionrecording.api.project.ProjectId;

/** One append, on one connection whose transaction is the caller's. */
final class AppendTransaction {
    private static final String LOCK_SESSION =
            "select id from session where project_id = ? and session_id = ? for no key update";
    private static final String ADD_SESSION =
            "insert into session (project_id, session_id) values (?, ?) on conflict do nothing";
    /**
     * Once the lock is held: recordings, as they are then; ids of chunks, in order; which events are new; and the newest
     * tombstone. Whoever erases waits for transactions that had begun before, and looks again.
     */
    private static final String CLAIM = """
            with added as (
              insert into seen_event (session, event_key)
              select ?, asked.event_key from unnest(?::bytea[]) as asked (event_key)
              on conflict do nothing
              returning 1)
            select (select count(*) from added) as added,
              array(select nextval('chunk_id') from generate_series(1, ?)) as ids,
              (select coalesce(max(t.seq), 0) from tombstone t where t.project_id = ? and t.mark = any(?)) as buried,
              r.key, r.ts, r.skew_millis, r.escaped_id
            from (values (1)) as one left join recording r on r.session = ?
            order by r.ts, r.key
            """;

    private final Connection connection;
    private final ProjectId project;
    private final Buried buried;
    private final RecordingWriter recordings;
    private final ChunkWriter chunks;

    AppendTransaction(
            Connection connection, ProjectId project, Instant arrived, Buried buried, Consumer<String> factsLeftOut) {
        this.connection = connection;
        this.project = project;
        this.buried = buried;
        this.recordings = new RecordingWriter(connection, project, arrived, factsLeftOut);
        this.chunks = new ChunkWriter(connection, arrived);
    }

    /** What was found and taken under a session's lock. */
    private record Claim(List<KnownRecording> recordings, long added, long newestTombstone, List<Long> ids) {
        boolean isOf(SessionAppend session, Buried buried) {
            return recordings.equals(session.planned())
                    && added == session.events().size()
                    && newestTombstone == buried.newest();
        }
    }

    /** False where a plan was overtaken. */
    boolean append(List<SessionAppend> sessions) throws SQLException {
        for (SessionAppend session : sessions) {
            long id = lock(session.sessionId());
            Claim claim = claim(id, session);
            if (!claim.isOf(session, buried)) {
                return false;
            }
            int first = 0;
            for (RecordingAppend recording : session.recordings()) {
                int last = first + recording.chunks().size();
                append(id, recording, claim.ids().subList(first, last));
                first = last;
            }
        }
        return true;
    }

    /** @param ids taken under the session's lock, so that ids of one recording become visible in order */
    private void append(long session, RecordingAppend append, List<Long> ids) throws SQLException {
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

    private Claim claim(long id, SessionAppend session) throws SQLException {
        List<KnownRecording> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setLong(1, id);
            statement.setArray(2, connection.createArrayOf("bytea", EventKeys.array(session.events())));
            statement.setInt(3, chunkCount(session));
            statement.setLong(4, project.value());
            statement.setArray(5, connection.createArrayOf("bytea", Mark.array(buried.asked())));
            statement.setLong(6, id);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                long added = rows.getLong("added");
                long tombstone = rows.getLong("buried");
                List<Long> ids = List.of((Long[]) rows.getArray("ids").getArray());
                do {
                    if (rows.getLong("key") != 0) {
                        found.add(SessionLookup.recording(rows));
                    }
                } while (rows.next());
                return new Claim(found, added, tombstone, ids);
            }
        }
    }

    private static int chunkCount(SessionAppend session) {
        return session.recordings().stream()
                .mapToInt(recording -> recording.chunks().size())
                .sum();
    }
}
