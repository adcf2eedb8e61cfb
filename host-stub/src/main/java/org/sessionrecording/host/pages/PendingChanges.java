package org.sessionrecording.host.pages;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.host.settings.PendingChange;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.tasks.Run;
import org.sessionrecording.host.tasks.Task;
import org.sessionrecording.host.tasks.TaskService;

/** Changes of settings that lead to something, as long as it has not happened. */
final class PendingChanges {
    private static final int RUNS = 20;

    private final SettingsService settings;
    private final TaskService tasks;

    PendingChanges(SettingsService settings, TaskService tasks) {
        this.settings = settings;
        this.tasks = tasks;
    }

    /** For the templates. */
    List<Map<String, Object>> of(ProjectRow project) {
        List<PendingChange> open = settings.pending(project.id()).stream()
                .filter(change -> isOpen(project, change))
                .toList();
        return open.isEmpty()
                ? List.of()
                : open.stream().map(change -> model(project, change)).toList();
    }

    /** No run of its task began since. */
    private boolean isOpen(ProjectRow project, PendingChange change) {
        return tasks.runs(project.id(), change.task(), RUNS).stream()
                .filter(run -> !run.dryRun())
                .map(Run::startedAt)
                .noneMatch(change.changedAt()::isBefore);
    }

    private Map<String, Object> model(ProjectRow project, PendingChange change) {
        Optional<Instant> next = tasks.list(project.id()).stream()
                .filter(task -> task.id().equals(change.task()))
                .map(Task::next)
                .flatMap(List::stream)
                .findFirst();
        return Map.of(
                "plugin", change.plugin(),
                "message", change.message(),
                "by", change.actor(),
                "at", Human.time(change.changedAt(), project.zone()),
                "next",
                        next.map(at -> Human.time(at, project.zone()) + " ("
                                        + project.zone().getId() + ")")
                                .orElse(""));
    }
}
