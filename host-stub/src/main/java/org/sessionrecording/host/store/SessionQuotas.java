package org.sessionrecording.host.store;

import java.sql.Connection;
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
        PluginCounter counter = new PluginCounter(project, counted.quota().pluginId(), quota.counter());
        if (counter.addUpTo(connection, 1, quota.limit()).isEmpty()) {
            throw new Reached(counted.session(), counted.quota());
        }
    }
}
