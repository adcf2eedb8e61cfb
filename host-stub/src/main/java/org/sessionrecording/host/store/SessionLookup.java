package org.sessionrecording.host.store;

import java.sql.Array;
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

/** What is stored of some sessions, in two statements however many they are. */
final class SessionLookup {
    private static final String RECORDINGS = """
            select s.session_id, r.key, r.ts, r.skew_millis
            from session s join recording r on r.session = s.id
            where s.project_id = ? and s.session_id = any(?)
            order by r.ts, r.key
            """;

    private static final String SEEN = """
            select s.session_id, e.event_key
            from unnest(?::text[], ?::bytea[]) as asked (session_id, event_key)
            join session s on s.project_id = ? and s.session_id = asked.session_id
            join seen_event e on e.session = s.id and e.event_key = asked.event_key
            """;

    private final Connection connection;

    SessionLookup(Connection connection) {
        this.connection = connection;
    }

    Map<String, SessionState> find(ProjectId project, Map<String, ? extends Collection<UUID>> events)
            throws SQLException {
        Map<String, List<KnownRecording>> recordings = recordings(project, events.keySet());
        Map<String, Set<UUID>> seen = seen(project, events);
        Map<String, SessionState> states = new HashMap<>();
        events.keySet()
                .forEach(session -> states.put(
                        session,
                        new SessionState(
                                recordings.getOrDefault(session, List.of()), seen.getOrDefault(session, Set.of()))));
        return states;
    }

    private Map<String, List<KnownRecording>> recordings(ProjectId project, Set<String> sessions) throws SQLException {
        Map<String, List<KnownRecording>> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(RECORDINGS)) {
            statement.setLong(1, project.value());
            statement.setArray(2, connection.createArrayOf("text", sessions.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.computeIfAbsent(rows.getString("session_id"), key -> new ArrayList<>())
                            .add(recording(rows));
                }
            }
        }
        return found;
    }

    static KnownRecording recording(ResultSet row) throws SQLException {
        return new KnownRecording(row.getLong("key"), Sql.instant(row, "ts"), row.getLong("skew_millis"));
    }

    private Map<String, Set<UUID>> seen(ProjectId project, Map<String, ? extends Collection<UUID>> events)
            throws SQLException {
        List<String> sessions = new ArrayList<>();
        List<UUID> keys = new ArrayList<>();
        events.forEach((session, asked) -> asked.forEach(key -> {
            sessions.add(session);
            keys.add(key);
        }));
        Map<String, Set<UUID>> seen = new HashMap<>();
        Array keyArray = connection.createArrayOf("bytea", EventKeys.array(keys));
        try (PreparedStatement statement = connection.prepareStatement(SEEN)) {
            statement.setArray(1, connection.createArrayOf("text", sessions.toArray()));
            statement.setArray(2, keyArray);
            statement.setLong(3, project.value());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    seen.computeIfAbsent(rows.getString(1), session -> new HashSet<>())
                            .add(EventKeys.of(rows.getBytes(2)));
                }
            }
        }
        return seen;
    }
}
