package org.sessionrecording.host.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.api.settings.Settings;
import org.sessionrecording.api.settings.SettingsProvider;
import org.sessionrecording.api.settings.SettingsProvider.Problem;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.settings.SettingRows.Place;
import org.sessionrecording.host.settings.SettingRows.Write;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.time.HostClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings that plugins declare, by project: validated, stored, cached, told to whoever listens. The stored rows are
 * read every second, so a change made through another host is seen within seconds. Safe for use from any thread; events
 * come on one thread of its own. The composition root starts and closes it.
 */
public final class SettingsService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SettingsService.class);

    private final Database database;
    private final HostClock clock;
    private final Extensions extensions;
    private final Projects projects;
    private final SecretBox secrets;
    private final SettingRows rows;
    private final Map<String, Declared> declared = new ConcurrentHashMap<>();
    private final Map<Place, Snapshot> cache = new ConcurrentHashMap<>();
    private final Map<Place, List<Consumer<SettingValues>>> listeners = new ConcurrentHashMap<>();
    private final List<BiConsumer<ProjectId, String>> hostListeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService events =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "settings"));

    private record Snapshot(Map<String, String> stored, SettingValues values) {}

    public SettingsService(
            Database database, HostClock clock, Extensions extensions, Projects projects, SecretBox secrets) {
        this.database = database;
        this.clock = clock;
        this.extensions = extensions;
        this.projects = projects;
        this.secrets = secrets;
        this.rows = new SettingRows(database);
    }

    /** Begins to look for changes made through other hosts. */
    public void start() {
        events.scheduleWithFixedDelay(this::poll, 1, 1, TimeUnit.SECONDS);
    }

    /** Calls {@code listener} with project and plugin after each change; for rooms of the host. */
    public void listen(BiConsumer<ProjectId, String> listener) {
        hostListeners.add(listener);
    }

    /**
     * What a plugin declared, in its order.
     *
     * @throws ApiException of kind MISSING where it is not running or declares none
     */
    public List<SettingSpec> specs(String pluginId) {
        return require(pluginId).specs();
    }

    /** All values, secrets among them; from memory after the first call. Without declared settings: none. */
    public SettingValues read(ProjectId project, String pluginId) {
        Place place = new Place(project, pluginId);
        Snapshot snapshot = cache.get(place);
        return snapshot == null ? load(place).values() : snapshot.values();
    }

    /**
     * Values for people and the API: flags as booleans, integers as numbers, all else as strings, in declared order. A
     * secret is not among them; in place of {@code s3_secret_key} there is {@code s3_secret_key_set}, true or false.
     */
    public Map<String, Object> show(ProjectId project, String pluginId) {
        return require(pluginId).shown(read(project, pluginId));
    }

    /**
     * Changes the given keys and leaves the others. A null goes back to the default, an empty secret is forgotten.
     *
     * @param changes JSON values or form texts by key
     * @param actor who does it, for the audit
     * @return as {@link #show}
     * @throws BadSettingsException listing every bad and unknown key; nothing was changed
     */
    public Map<String, Object> change(
            ProjectId project, String pluginId, Map<String, ? extends @Nullable Object> changes, String actor) {
        Place place = new Place(project, pluginId);
        Declared settings = require(pluginId);
        List<Problem> problems = new ArrayList<>();
        Map<String, Write> writes = settings.parse(place, changes, problems);
        Map<String, String> before = rows.read(place);
        SettingValues proposed = settings.values(place, isFirst(project), applied(before, writes));
        if (problems.isEmpty()) {
            problems.addAll(settings.validate(place, proposed));
        }
        if (!problems.isEmpty()) {
            throw new BadSettingsException(pluginId, problems);
        }
        rows.write(place, before, writes);
        new PgAudit(database, clock, project, actor)
                .record("settings_changed", pluginId, String.join(", ", writes.keySet()));
        refresh(place, rows.read(place));
        return show(project, pluginId);
    }

    private static Map<String, String> applied(Map<String, String> stored, Map<String, Write> writes) {
        Map<String, String> after = new LinkedHashMap<>(stored);
        writes.forEach((key, write) -> write.value().ifPresentOrElse(v -> after.put(key, v), () -> after.remove(key)));
        return after;
    }

    /** One plugin's settings in one project, as the plugin sees them. */
    public Settings of(ProjectId project, String pluginId) {
        return new Settings() {
            @Override
            public SettingValues read() {
                return SettingsService.this.read(project, pluginId);
            }

            @Override
            public void onChange(Consumer<SettingValues> listener) {
                // read once, so that a change has something to differ from
                read();
                listeners
                        .computeIfAbsent(new Place(project, pluginId), key -> new CopyOnWriteArrayList<>())
                        .add(listener);
            }
        };
    }

    /** Lets go of all that a stopped plugin gave. */
    public void release(String pluginId) {
        declared.remove(pluginId);
        cache.keySet().removeIf(place -> place.plugin().equals(pluginId));
        listeners.keySet().removeIf(place -> place.plugin().equals(pluginId));
    }

    private Declared require(String pluginId) {
        return find(pluginId)
                .orElseThrow(() -> new ApiException(
                        Kind.MISSING,
                        "Cannot find settings of plugin '" + pluginId
                                + "': it is not running or declares none (enable it)"));
    }

    private Optional<Declared> find(String pluginId) {
        Declared known = declared.get(pluginId);
        if (known != null) {
            return Optional.of(known);
        }
        return extensions
                .first(SettingsProvider.class, pluginId)
                .map(provider -> declared.computeIfAbsent(pluginId, id -> new Declared(provider, secrets)));
    }

    private Snapshot load(Place place) {
        Map<String, String> stored = rows.read(place);
        Snapshot snapshot = snapshot(place, stored);
        Snapshot other = cache.putIfAbsent(place, snapshot);
        return other == null ? snapshot : other;
    }

    private Snapshot snapshot(Place place, Map<String, String> stored) {
        SettingValues values = find(place.plugin())
                .map(settings -> settings.values(place, isFirst(place.project()), stored))
                .orElseGet(() -> new SettingValues(Map.of()));
        return new Snapshot(stored, values);
    }

    private boolean isFirst(ProjectId project) {
        return projects.first().map(row -> row.id().equals(project)).orElse(false);
    }

    private void poll() {
        try {
            Map<Place, Map<String, String>> all = rows.all();
            for (Place place : cache.keySet()) {
                refresh(place, all.getOrDefault(place, new TreeMap<>()));
            }
        } catch (RuntimeException e) {
            log.warn("Cannot look for changed settings; trying again: {}", e.getMessage());
        }
    }

    private synchronized void refresh(Place place, Map<String, String> stored) {
        Snapshot before = cache.get(place);
        if (before != null && before.stored().equals(stored)) {
            return;
        }
        SettingValues values;
        try {
            Snapshot now = snapshot(place, stored);
            cache.put(place, now);
            values = now.values();
        } catch (ApiException e) {
            // its plugin is stopping; what it knew is dropped with it
            cache.remove(place);
            return;
        }
        events.execute(() -> tell(place, values));
    }

    private void tell(Place place, SettingValues values) {
        for (Consumer<SettingValues> listener : listeners.getOrDefault(place, List.of())) {
            guarded(place, () -> find(place.plugin())
                    .ifPresent(settings -> settings.provider().call("take changed settings", provider -> {
                        listener.accept(values);
                        return true;
                    })));
        }
        hostListeners.forEach(listener -> guarded(place, () -> listener.accept(place.project(), place.plugin())));
    }

    private static void guarded(Place place, Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            log.warn("A listener failed on changed settings of {} in project {}", place.plugin(), place.project(), e);
        }
    }

    @Override
    public void close() {
        events.shutdownNow();
    }
}
