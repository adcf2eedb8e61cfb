package org.sessionrecording.host.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.settings.SettingsProvider.Outlook;
import org.sessionrecording.host.settings.SettingRows.Place;
import org.sessionrecording.host.store.Database;

/** The last change of each plugin's settings that leads to something later, with what it takes to take it back. */
final class OutlookRows {
    private static final String PUT = """
            insert into setting_outlook (project_id, plugin_id, changed_at, actor, before, after, message, task)
            values (:project, :plugin, :at, :actor, :before::jsonb, :after::jsonb, :message, :task)
            on conflict (project_id, plugin_id) do update
            set changed_at = excluded.changed_at, actor = excluded.actor, before = excluded.before,
                after = excluded.after, message = excluded.message, task = excluded.task
            """;
    private static final String FORGET = """
            delete from setting_outlook
            where project_id = :project and plugin_id = :plugin and jsonb_exists_any(after, :keys)
            """;

    private final Database database;
    private final ObjectMapper json = new ObjectMapper();

    /** Stored texts by key; null: the default. */
    record Taken(Map<String, @Nullable String> before, Map<String, @Nullable String> after, PendingChange change) {}

    OutlookRows(Database database) {
        this.database = database;
    }

    /** Once a key is changed again, the change before can no longer be taken back. */
    void forget(Handle handle, Place place, Set<String> keys) {
        handle.createUpdate(FORGET)
                .bind("project", place.project().value())
                .bind("plugin", place.plugin())
                .bind("keys", keys.toArray(String[]::new))
                .execute();
    }

    void put(
            Handle handle,
            Place place,
            Map<String, @Nullable String> before,
            Map<String, @Nullable String> after,
            Outlook outlook,
            String actor,
            Instant at) {
        handle.createUpdate(PUT)
                .bind("project", place.project().value())
                .bind("plugin", place.plugin())
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .bind("actor", actor)
                .bind("before", write(before))
                .bind("after", write(after))
                .bind("message", outlook.message())
                .bind("task", place.plugin() + "." + outlook.operationId())
                .execute();
    }

    Optional<Taken> find(Place place) {
        return database.with("find a pending change of settings", handle -> handle.createQuery(
                        "select * from setting_outlook where project_id = :project and plugin_id = :plugin")
                .bind("project", place.project().value())
                .bind("plugin", place.plugin())
                .map((row, context) ->
                        new Taken(read(row.getString("before")), read(row.getString("after")), change(row)))
                .findOne());
    }

    /** Those of all plugins. */
    List<PendingChange> list(ProjectId project) {
        return database.with("list pending changes of settings", handle -> handle.createQuery(
                        "select * from setting_outlook where project_id = :project order by plugin_id")
                .bind("project", project.value())
                .map((row, context) -> change(row))
                .list());
    }

    private static PendingChange change(ResultSet row) throws SQLException {
        return new PendingChange(
                row.getString("plugin_id"),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("message"),
                row.getString("task"));
    }

    private String write(Map<String, @Nullable String> values) {
        try {
            return json.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write settings as JSON", e);
        }
    }

    private Map<String, @Nullable String> read(String text) {
        try {
            return json.readValue(text, new TypeReference<Map<String, @Nullable String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read settings as JSON", e);
        }
    }
}
