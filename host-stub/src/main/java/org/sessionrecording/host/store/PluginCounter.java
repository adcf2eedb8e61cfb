package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;

/** A counter of a plugin in one project, exact under concurrency on any number of hosts: its row stays locked meanwhile. */
record PluginCounter(ProjectId project, String pluginId, String name) {
    private static final String MAKE = """
            insert into plugin_counter (project_id, plugin_id, name, value) values (?, ?, ?, 0) on conflict do nothing
            """;

    private static final String ADD = """
            update plugin_counter set value = value + ?
            where project_id = ? and plugin_id = ? and name = ? and value::numeric + ? <= ? returning value
            """;

    /**
     * Adds, within a transaction of the caller's.
     *
     * @return the new value, or empty where the limit forbids it and nothing was added
     */
    Optional<Long> addUpTo(Connection transaction, long delta, long limit) throws SQLException {
        try (PreparedStatement make = transaction.prepareStatement(MAKE);
                PreparedStatement add = transaction.prepareStatement(ADD)) {
            bindName(make, 1);
            make.executeUpdate();
            add.setLong(1, delta);
            bindName(add, 2);
            add.setLong(5, delta);
            add.setLong(6, limit);
            try (ResultSet row = add.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    private void bindName(PreparedStatement statement, int first) throws SQLException {
        statement.setLong(first, project.value());
        statement.setString(first + 1, pluginId);
        statement.setString(first + 2, name);
    }
}
