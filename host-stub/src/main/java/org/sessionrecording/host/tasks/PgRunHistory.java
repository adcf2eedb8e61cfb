package org.sessionrecording.host.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.project.RunHistory;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.time.HostClock;

/** The runs of one plugin's operations in one project. Safe for use from any thread. */
public final class PgRunHistory implements RunHistory {
    private final RunRows rows;
    private final Operations operations;
    private final Schedule schedule;
    private final ProjectRow project;
    private final String pluginId;

    public PgRunHistory(
            Database database,
            HostClock clock,
            Projects projects,
            Extensions extensions,
            ProjectRow project,
            String pluginId) {
        this.rows = new RunRows(database, clock, "");
        this.operations = new Operations(extensions);
        this.schedule = new Schedule(projects, operations);
        this.project = project;
        this.pluginId = pluginId;
    }

    private String task(String operationId) {
        return new TaskName(pluginId, operationId).toString();
    }

    @Override
    public List<PastRun> recent(String operationId, int limit) {
        return rows.newest(project.id(), task(operationId), limit).stream()
                .map(PgRunHistory::past)
                .toList();
    }

    private static PastRun past(Run run) {
        return new PastRun(
                run.id(),
                State.valueOf(run.state().name()),
                run.scheduledAt(),
                run.startedAt(),
                run.endedAt(),
                run.dryRun(),
                run.confirmed(),
                run.message(),
                run.figures());
    }

    @Override
    public List<Instant> wakes(String operationId, Instant after, int limit) {
        Optional<String> cron =
                operations.find(task(operationId)).flatMap(operation -> schedule.cron(operation, project.id()));
        return Schedule.after(cron, project.zone(), after, limit);
    }
}
