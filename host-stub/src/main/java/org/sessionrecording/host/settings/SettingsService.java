package org.sessionrecording.host.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.sessionrecording.api.settings.SettingsProvider.Outlook;
import org.sessionrecording.api.settings.SettingsProvider.Problem;
import org.sessionrecording.api.settings.SettingsProvider.Reset;
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
    private final OutlookRows outlooks;
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
        this.outlooks = new OutlookRows(database);
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

    /** As {@link #change(ProjectId, String, Map, String, boolean)}, not confirmed. */
    public Map<String, Object> change(
            ProjectId project, String pluginId, Map<String, ? extends @Nullable Object> changes, String actor) {
        return change(project, pluginId, changes, actor, false);
    }

    /**
     * Changes the given keys and leaves the others, but for those that the plugin resets with them. A null goes back to the
     * default, an empty secret is forgotten.
     *
     * @param changes JSON values or form texts by key
     * @param actor who does it, for the audit
     * @param confirmed that person knows what it does
     * @return as {@link #show}, with {@code _notes} where there is something to tell of the change
     * @throws BadSettingsException listing every bad and unknown key; nothing was changed
     * @throws UnconfirmedException where somebody has to confirm it first; nothing was changed
     */
    public Map<String, Object> change(
            ProjectId project,
            String pluginId,
            Map<String, ? extends @Nullable Object> changes,
            String actor,
            boolean confirmed) {
        Place place = new Place(project, pluginId);
        Declared settings = require(pluginId);
        List<Problem> problems = new ArrayList<>();
        Map<String, Write> writes = settings.parse(place, changes, problems);
        Map<String, String> before = rows.read(place);
        boolean first = isFirst(project);
        SettingValues proposed = settings.values(place, first, applied(before, writes));
        if (problems.isEmpty()) {
            problems.addAll(settings.validate(place, proposed));
        }
        if (!problems.isEmpty()) {
            throw new BadSettingsException(pluginId, problems);
        }
        SettingValues present = settings.values(place, first, before);
        List<Reset> resets = settings.resets(place, present, proposed, Set.copyOf(writes.keySet()));
        resets.forEach(reset -> writes.put(reset.key(), new Write(Optional.empty(), false)));
        SettingValues decided = settings.values(place, first, applied(before, writes));
        if (!confirmed) {
            settings.confirmation(place, present, decided).ifPresent(confirmation -> {
                throw new UnconfirmedException(confirmation);
            });
        }
        Optional<Outlook> outlook = settings.outlook(place, present, decided);
        rows.write(place, before, writes, handle -> {
            PgAudit audit = new PgAudit(database, clock, project, actor);
            audit.record(handle, "settings_changed", pluginId, String.join(", ", writes.keySet()));
            resets.forEach(reset -> audit.record(handle, "setting_reset", reset.key(), reset.reason()));
            outlooks.forget(handle, place, writes.keySet());
            outlook.ifPresent(later -> outlooks.put(
                    handle,
                    place,
                    texts(before, writes.keySet()),
                    texts(applied(before, writes), writes.keySet()),
                    later,
                    actor,
                    clock.instant()));
        });
        refresh(place);
        return told(show(project, pluginId), resets, outlook);
    }

    private static Map<String, Object> told(Map<String, Object> shown, List<Reset> resets, Optional<Outlook> outlook) {
        List<String> notes = new ArrayList<>();
        resets.forEach(reset -> notes.add(reset.key() + " was set back: " + reset.reason()));
        outlook.ifPresent(later -> notes.add(later.message()));
        if (!notes.isEmpty()) {
            shown.put(Declared.NOTES, notes);
        }
        return shown;
    }

    private static Map<String, @Nullable String> texts(Map<String, String> stored, Set<String> keys) {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        keys.forEach(key -> texts.put(key, stored.get(key)));
        return texts;
    }

    /** Changes of a project's settings that lead to something later, also those that have done so meanwhile. */
    public List<PendingChange> pending(ProjectId project) {
        return outlooks.list(project);
    }

    /**
     * Takes the last change back that leads to something later: what it changed is again as before.
     *
     * @throws ApiException of kind CONFLICT where there is none, or the same settings were changed since
     */
    public void takeBack(ProjectId project, String pluginId, String actor) {
        Place place = new Place(project, pluginId);
        Map<String, String> present = rows.read(place);
        OutlookRows.Taken taken = outlooks.find(place)
                .filter(found -> texts(present, found.after().keySet()).equals(found.after()))
                .orElseThrow(
                        () -> new ApiException(
                                Kind.CONFLICT,
                                "Cannot take the change back: there is none, or these settings were changed since (look again)"));
        Declared settings = require(pluginId);
        Map<String, Write> writes = new LinkedHashMap<>();
        taken.before()
                .forEach((key, text) -> writes.put(key, new Write(Optional.ofNullable(text), settings.isSecret(key))));
        rows.write(place, present, writes, handle -> {
            new PgAudit(database, clock, project, actor)
                    .record(handle, "settings_taken_back", pluginId, String.join(", ", writes.keySet()));
            outlooks.forget(handle, place, writes.keySet());
        });
        refresh(place);
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

    /** Looks once for changes made through other hosts. */
    synchronized void poll() {
        try {
            Map<Place, Map<String, String>> all = rows.all();
            for (Place place : cache.keySet()) {
                keep(place, all.getOrDefault(place, new TreeMap<>()));
            }
        } catch (RuntimeException e) {
            log.warn("Cannot look for changed settings; trying again: {}", e.getMessage());
        }
    }

    /** Reads and keeps as one step, like {@link #poll}: what was read earlier never takes the place of what was read later. */
    private synchronized void refresh(Place place) {
        keep(place, rows.read(place));
    }

    private void keep(Place place, Map<String, String> stored) {
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
