package org.sessionrecording.host.project;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.plugins.PluginProjects;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.FreeDisk;
import org.sessionrecording.host.store.PgArchiveLinks;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.PgState;
import org.sessionrecording.host.store.PgUsage;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.tasks.PgRunHistory;
import org.sessionrecording.host.time.HostClock;

/**
 * Builds each plugin's view of each project, and remembers it for some seconds, so that asking for one on a hot path costs
 * nothing. Safe for use from any thread.
 */
public final class ProjectServices implements PluginProjects {
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(10).toNanos();

    private final Database database;
    private final HostClock clock;
    private final Projects projects;
    private final SettingsService settings;
    private final Extensions extensions;
    private final FreeDisk disk;
    private final Function<ProjectId, Optional<People>> people;
    private final Map<Key, Remembered> remembered = new ConcurrentHashMap<>();

    private record Key(String plugin, ProjectId project) {}

    private record Remembered(ProjectRow row, boolean first, Project project, long untilNanos) {}

    /** For a host that keeps no persons. */
    public ProjectServices(
            Database database,
            HostClock clock,
            Projects projects,
            SettingsService settings,
            Extensions extensions,
            Optional<Path> databaseDirectory) {
        this(
                database,
                clock,
                projects,
                settings,
                extensions,
                new FreeDisk(databaseDirectory),
                project -> Optional.empty());
    }

    /**
     * @param disk where the database keeps its files
     * @param people the persons of a project
     */
    public ProjectServices(
            Database database,
            HostClock clock,
            Projects projects,
            SettingsService settings,
            Extensions extensions,
            FreeDisk disk,
            Function<ProjectId, Optional<People>> people) {
        this.database = database;
        this.clock = clock;
        this.projects = projects;
        this.settings = settings;
        this.extensions = extensions;
        this.disk = disk;
        this.people = people;
    }

    @Override
    public List<Project> all(String pluginId) {
        List<ProjectRow> rows = projects.list();
        return rows.stream()
                .map(row -> remember(pluginId, row, row.equals(rows.get(0))))
                .toList();
    }

    @Override
    public Optional<Project> find(String pluginId, ProjectId id) {
        Remembered known = remembered.get(new Key(pluginId, id));
        if (known != null && System.nanoTime() - known.untilNanos() < 0) {
            return Optional.of(known.project());
        }
        return projects.find(id).map(row -> remember(pluginId, row, isFirst(id)));
    }

    private boolean isFirst(ProjectId id) {
        return projects.first().map(row -> row.id().equals(id)).orElse(false);
    }

    @Override
    public void release(String pluginId) {
        remembered.keySet().removeIf(key -> key.plugin().equals(pluginId));
        settings.release(pluginId);
    }

    private Project remember(String pluginId, ProjectRow row, boolean first) {
        long until = System.nanoTime() + REMEMBERED_NANOS;
        return remembered
                .compute(new Key(pluginId, row.id()), (key, known) -> {
                    boolean same = known != null && known.row().equals(row) && known.first() == first;
                    // the same object as long as nothing changed: its services remember things too
                    return new Remembered(row, first, same ? known.project() : make(pluginId, row, first), until);
                })
                .project();
    }

    private Project make(String pluginId, ProjectRow row, boolean first) {
        ProjectId id = row.id();
        return new PluginProject(
                id,
                row.name(),
                first,
                row.zone(),
                new PgRecordings(database, clock, id),
                new PgArchiveLinks(database, clock, id),
                settings.of(id, pluginId),
                new PgState(database, id, pluginId),
                new PgUsage(database, clock, id, disk),
                new PgAudit(database, clock, id, pluginId),
                new PgRunHistory(database, clock, projects, extensions, row, pluginId),
                people.apply(id));
    }
}
