package org.sessionrecording.host.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.Database;

/** Stored values, as text, secrets sealed. */
final class SettingRows {
    private static final String ALL = "select project_id, plugin_id, key, value from plugin_setting";
    private static final String ONE =
            "select key, value from plugin_setting where project_id = :project and plugin_id = :plugin";
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(:place, 7))";
    private static final String PUT = """
            insert into plugin_setting (project_id, plugin_id, key, value, secret)
            values (:project, :plugin, :key, :value, :secret)
            on conflict (project_id, plugin_id, key) do update
            set value = excluded.value, secret = excluded.secret, changed_at = clock_timestamp()
            """;
    private static final String DELETE = """
            delete from plugin_setting where project_id = :project and plugin_id = :plugin and key = :key
            """;

    private final Database database;

    /** Where a plugin's settings of one project are. */
    record Place(ProjectId project, String plugin) {
        String of(String key) {
            return project + "/" + plugin + "/" + key;
        }
    }

    /** A value to store; empty goes back to the default. */
    record Write(Optional<String> value, boolean secret) {}

    SettingRows(Database database) {
        this.database = database;
    }

    Map<Place, Map<String, String>> all() {
        return database.with("read the settings", handle -> {
            Map<Place, Map<String, String>> all = new HashMap<>();
            handle.createQuery(ALL)
                    .map((row, context) -> {
                        Place place = new Place(new ProjectId(row.getLong("project_id")), row.getString("plugin_id"));
                        return all.computeIfAbsent(place, key -> new TreeMap<>())
                                .put(row.getString("key"), row.getString("value"));
                    })
                    .list();
            return all;
        });
    }

    Map<String, String> read(Place place) {
        return database.with("read the settings", handle -> read(handle, place));
    }

    private static Map<String, String> read(Handle handle, Place place) {
        Map<String, String> values = new TreeMap<>();
        handle.createQuery(ONE)
                .bind("project", place.project().value())
                .bind("plugin", place.plugin())
                .map((row, context) -> values.put(row.getString("key"), row.getString("value")))
                .list();
        return values;
    }

    /**
     * Writes, unless the values are no longer those that were checked together with the change.
     *
     * @param together what is to be committed with it
     */
    void write(Place place, Map<String, String> expected, Map<String, Write> writes, Consumer<Handle> together) {
        database.inTransaction("store the settings", handle -> {
            handle.createQuery(LOCK)
                    .bind("place", place.of(""))
                    .map((row, context) -> true)
                    .one();
            if (!read(handle, place).equals(expected)) {
                throw new ApiException(
                        Kind.CONFLICT,
                        "Cannot change the settings of " + place.plugin() + ": someone else has just changed them"
                                + " (look again)");
            }
            writes.forEach((key, write) -> write(handle, place, key, write));
            together.accept(handle);
            return true;
        });
    }

    private static void write(Handle handle, Place place, String key, Write write) {
        if (write.value().isEmpty()) {
            handle.createUpdate(DELETE)
                    .bind("project", place.project().value())
                    .bind("plugin", place.plugin())
                    .bind("key", key)
                    .execute();
            return;
        }
        handle.createUpdate(PUT)
                .bind("project", place.project().value())
                .bind("plugin", place.plugin())
                .bind("key", key)
                .bind("value", write.value().get())
                .bind("secret", write.secret())
                .execute();
    }
}
