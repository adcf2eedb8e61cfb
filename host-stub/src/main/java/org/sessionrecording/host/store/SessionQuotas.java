package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.sessionrecording.api.capture.Quota;
import org.sessionrecording.api.project.ProjectId;

/**
 * Counts new sessions in plugins' counters, in the transaction that stores their first chunks, so that a count is exact on any
 * number of hosts. Where a counter is full nothing is stored. For one request.
 */
public final class SessionQuotas implements ChunkAppender.Beside {
    private static final String NEW_COUNTER =
            "insert into plugin_counter (project_id, plugin_id, name, value) values (?, ?, ?, 0) on conflict do nothing";
    private static final String COUNT = """
            update plugin_counter set value = value + 1
            where project_id = ? and plugin_id = ? and name = ? and value < ?
            """;

    private final ProjectId project;
    private final Map<String, List<PluginQuota>> bySession;

    /** A quota, whose counter it is, and which of its capture rules wants it counted. */
    public record PluginQuota(String pluginId, String rule, Quota quota) {}

    private record Counted(String session, PluginQuota quota) {
        static final Comparator<Counted> ORDER = Comparator.comparing(
                        (Counted each) -> each.quota().pluginId())
                .thenComparing(each -> each.quota().quota().counter());
    }

    /** A session was one too many; nothing was stored. */
    public static final class Reached extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String sessionId;
        private final transient PluginQuota quota;

        Reached(String sessionId, PluginQuota quota) {
            super(quota.quota().reason(), null, false, false);
            this.sessionId = sessionId;
            this.quota = quota;
        }

        public String sessionId() {
            return sessionId;
        }

        public PluginQuota quota() {
            return quota;
        }
    }

    /** @param bySession quotas that a session counts against if it is new */
    public SessionQuotas(ProjectId project, Map<String, List<PluginQuota>> bySession) {
        this.project = project;
        this.bySession = Map.copyOf(bySession);
    }

    /** @throws Reached naming the session that is one too many */
    @Override
    public void write(Connection connection, List<SessionAppend> sessions) throws SQLException {
        // in one order on all hosts, so that no two wait for each other
        List<Counted> all = sessions.stream()
                .filter(session -> session.planned().isEmpty())
                .flatMap(session -> bySession.getOrDefault(session.sessionId(), List.of()).stream()
                        .map(quota -> new Counted(session.sessionId(), quota)))
                .sorted(Counted.ORDER)
                .toList();
        for (Counted each : all) {
            count(connection, each);
        }
    }

    private void count(Connection connection, Counted counted) throws SQLException {
        Quota quota = counted.quota().quota();
        try (PreparedStatement made = connection.prepareStatement(NEW_COUNTER);
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            name(made, counted);
            made.executeUpdate();
            name(count, counted);
            count.setLong(4, quota.limit());
            if (count.executeUpdate() == 0) {
                throw new Reached(counted.session(), counted.quota());
            }
        }
    }

    private void name(PreparedStatement statement, Counted counted) throws SQLException {
        statement.setLong(1, project.value());
        statement.setString(2, counted.quota().pluginId());
        statement.setString(3, counted.quota().quota().counter());
    }
}
