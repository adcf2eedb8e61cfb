package org.sessionrecording.host.plugins;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.store.Database;

/** Which plugins are known to the installation, and whether they are wanted. Each method is one transaction. */
final class PluginTable {
    private static final String FIND = "select version, enabled, reason from plugin where id = :id";
    private static final String PUT = """
            insert into plugin (id, version, enabled, reason) values (:id, :version, :enabled, :reason)
            on conflict (id) do update
            set version = excluded.version, enabled = excluded.enabled, reason = excluded.reason,
                changed_at = clock_timestamp()
            """;

    private final Database database;

    /** One plugin's row. */
    record Row(String version, boolean enabled, Optional<String> reason) {}

    PluginTable(Database database) {
        this.database = database;
    }

    Optional<Row> find(String id) {
        return database.with("find a plugin", handle -> handle.createQuery(FIND)
                .bind("id", id)
                .map((rs, context) -> new Row(
                        rs.getString("version"), rs.getBoolean("enabled"), Optional.ofNullable(rs.getString("reason"))))
                .findOne());
    }

    void put(String id, String version, boolean enabled, @Nullable String reason) {
        database.with("note a plugin", handle -> handle.createUpdate(PUT)
                .bind("id", id)
                .bind("version", version)
                .bind("enabled", enabled)
                .bind("reason", reason)
                .execute());
    }

    UUID installation() {
        return database.with("find the installation", handle -> handle.createQuery("select id from installation")
                .mapTo(UUID.class)
                .one());
    }
}
