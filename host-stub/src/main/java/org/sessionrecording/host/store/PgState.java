package org.sessionrecording.host.store;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.State;

/**
 * One plugin's records in one project. Versions come from a sequence of the installation, so a record that was deleted and
 * made again never has a version it had before. Safe for use from any thread.
 */
public final class PgState implements State {
    private static final int MAX_KEY = 300;
    private static final int MAX_VALUE_BYTES = 64 * 1024;

    private static final String MINE = " project_id = :project and plugin_id = :plugin ";

    private static final String INSERT = """
            insert into plugin_state (project_id, plugin_id, key, value, version)
            values (:project, :plugin, :key, :value, nextval('plugin_state_version'))
            on conflict do nothing
            returning key, value, version
            """;

    private static final String REPLACE =
            "update plugin_state set value = :value, version = nextval('plugin_state_version') where" + MINE
                    + "and key = :key and version = :version returning key, value, version";

    private static final String SCAN = "select key, value, version from plugin_state where" + MINE
            + "and key > :after and key >= :prefix and starts_with(key, :prefix) order by key limit :limit";

    private final Database database;
    private final ProjectId project;
    private final String pluginId;
    private final Map<String, Object> owner;

    public PgState(Database database, ProjectId project, String pluginId) {
        this.database = database;
        this.project = project;
        this.pluginId = pluginId;
        this.owner = Map.of("project", project.value(), "plugin", pluginId);
    }

    @Override
    public Optional<Entry> find(String key) {
        requireKey(key);
        return database.with("read a plugin's state", handle -> handle.createQuery(
                        "select key, value, version from plugin_state where" + MINE + "and key = :key")
                .bindMap(owner)
                .bind("key", key)
                .map((row, context) -> entry(row))
                .findOne());
    }

    @Override
    public Optional<Entry> put(String key, String value, long expectedVersion) {
        requireKey(key);
        requireValue(key, value);
        return database.with(
                "write a plugin's state", handle -> handle.createQuery(expectedVersion == 0 ? INSERT : REPLACE)
                        .bindMap(owner)
                        .bind("key", key)
                        .bind("value", value)
                        .bind("version", expectedVersion)
                        .map((row, context) -> entry(row))
                        .findOne());
    }

    @Override
    public boolean delete(String key, long expectedVersion) {
        requireKey(key);
        return database.with(
                "delete a plugin's state",
                handle -> handle.createUpdate("delete from plugin_state where" + MINE
                                        + "and key = :key and version = :version")
                                .bindMap(owner)
                                .bind("key", key)
                                .bind("version", expectedVersion)
                                .execute()
                        > 0);
    }

    @Override
    public List<Entry> scan(String prefix, String after, int limit) {
        return database.with("list a plugin's state", handle -> handle.createQuery(SCAN)
                .bindMap(owner)
                .bind("prefix", prefix)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
    }

    @Override
    public Optional<Long> addUpTo(String counter, long delta, long limit) {
        requireKey(counter);
        return database.inTransaction(
                "add to a plugin's counter",
                handle -> new PluginCounter(project, pluginId, counter).addUpTo(handle.getConnection(), delta, limit));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getString("key"), row.getString("value"), row.getLong("version"));
    }

    private static void requireKey(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY || !Texts.isStorable(key)) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot use a state key of " + key.length() + " characters: it has 1 to " + MAX_KEY
                            + " without NUL and unpaired surrogates");
        }
    }

    private static void requireValue(String key, String value) {
        if (!Texts.isStorable(value) || value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot keep the state '" + key + "': a value has at most " + MAX_VALUE_BYTES
                            + " bytes of UTF-8 without NUL and unpaired surrogates");
        }
    }
}
