package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sessionrecording.api.project.ProjectId;

/** What is stored of some sessions, and what of them was erased, in one statement however many they are. */
final class SessionLookup {
    private static final String FIND = """
            with asked as (
              select s.id, s.session_id from session s where s.project_id = ? and s.session_id = any(?))
            select asked.session_id, r.key, r.ts, r.skew_millis, r.escaped_id, null::bytea as event_key,
              r.parts > 0 as in_parts
            from asked join recording r on r.session = asked.id
            union all
            select asked.session_id, null, null, null, null, e.event_key, null
            from unnest(?::text[], ?::bytea[]) as sent (session_id, event_key)
            join asked on asked.session_id = sent.session_id
            join seen_event e on e.session = asked.id and e.event_key = sent.event_key
            union all
            select null, t.seq, t.erased_at, null, null, t.mark, null
            from tombstone t where t.project_id = ? and t.mark = any(?)
            order by 3, 2
            """;

    private final Connection connection;

    SessionLookup(Connection connection) {
        this.connection = connection;
    }

    ChunkAppender.Known find(ProjectId project, Map<String, ? extends Collection<UUID>> events, Set<Mark> marks)
            throws SQLException {
        Map<String, List<KnownRecording>> recordings = new HashMap<>();
        Map<String, Set<UUID>> seen = new HashMap<>();
        Map<String, List<Long>> inParts = new HashMap<>();
        Map<Mark, Instant> erased = new HashMap<>();
        long newest = 0;
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            bind(statement, project, events);
            statement.setLong(5, project.value());
            statement.setArray(6, connection.createArrayOf("bytea", Mark.array(marks)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String session = rows.getString("session_id");
                    byte[] event = rows.getBytes("event_key");
                    if (session == null) {
                        // in the order of their dates: the latest stays
                        erased.put(Mark.of(event), Sql.instant(rows, "ts"));
                        newest = Math.max(newest, rows.getLong("key"));
                    } else if (event == null) {
                        recordings
                                .computeIfAbsent(session, key -> new ArrayList<>())
                                .add(recording(rows));
                        if (rows.getBoolean("in_parts")) {
                            inParts.computeIfAbsent(session, key -> new ArrayList<>())
                                    .add(rows.getLong("key"));
                        }
                    } else {
                        seen.computeIfAbsent(session, key -> new HashSet<>()).add(EventKeys.of(event));
                    }
                }
            }
        }
        Map<String, SessionState> states = new HashMap<>();
        events.keySet()
                .forEach(session -> states.put(
                        session,
                        new SessionState(
                                recordings.getOrDefault(session, List.of()),
                                seen.getOrDefault(session, Set.of()),
                                inParts.getOrDefault(session, List.of()))));
        return new ChunkAppender.Known(states, new Buried(marks, erased, newest));
    }

    static KnownRecording recording(ResultSet row) throws SQLException {
        return new KnownRecording(
                row.getLong("key"), Sql.instant(row, "ts"), row.getLong("skew_millis"), row.getString("escaped_id"));
    }

    private void bind(PreparedStatement statement, ProjectId project, Map<String, ? extends Collection<UUID>> events)
            throws SQLException {
        List<String> sessions = new ArrayList<>();
        List<UUID> keys = new ArrayList<>();
        events.forEach((session, asked) -> asked.forEach(key -> {
            sessions.add(session);
            keys.add(key);
        }));
        statement.setLong(1, project.value());
        statement.setArray(2, connection.createArrayOf("text", events.keySet().toArray()));
        statement.setArray(3, connection.createArrayOf("text", sessions.toArray()));
        statement.setArray(4, connection.createArrayOf("bytea", EventKeys.array(keys)));
    }
}
