package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sessionrecording.api.project.ProjectId;

/** What is stored of some sessions, in one statement however many they are. */
final class SessionLookup {
    private static final String FIND = """
            with asked as (
              select s.id, s.session_id from session s where s.project_id = ? and s.session_id = any(?))
            select asked.session_id, r.key, r.ts, r.skew_millis, r.escaped_id, null::bytea as event_key
            from asked join recording r on r.session = asked.id
            union all
            select asked.session_id, null, null, null, null, e.event_key
            from unnest(?::text[], ?::bytea[]) as sent (session_id, event_key)
            join asked on asked.session_id = sent.session_id
            join seen_event e on e.session = asked.id and e.event_key = sent.event_key
            order by 3, 2
            """;

    private final Connection connection;

    SessionLookup(Connection connection) {
        this.connection = connection;
    }

    Map<String, SessionState> find(ProjectId project, Map<String, ? extends Collection<UUID>> events)
            throws SQLException {
        Map<String, List<KnownRecording>> recordings = new HashMap<>();
        Map<String, Set<UUID>> seen = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            bind(statement, project, events);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String session = rows.getString("session_id");
                    byte[] event = rows.getBytes("event_key");
                    if (event == null) {
                        recordings
                                .computeIfAbsent(session, key -> new ArrayList<>())
                                .add(recording(rows));
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
                                recordings.getOrDefault(session, List.of()), seen.getOrDefault(session, Set.of()))));
        return states;
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
