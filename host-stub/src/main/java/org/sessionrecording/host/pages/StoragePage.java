package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.tasks.Run;
import org.sessionrecording.host.tasks.Task;
import org.sessionrecording.host.tasks.TaskService;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;

/** What recordings take, and the tasks that do something about it: run, watch, cancel. */
final class StoragePage {
    /** Is confirmed and logged in for anew on a page of its own. */
    private static final String ERASE = "host.erase";

    private static final int DAYS = 14;
    private static final int RUNS = 5;

    private final Shell shell;
    private final TaskService tasks;
    private final Slots slots;
    private final PendingChanges pending;
    private final Function<ProjectId, Usage> usage;

    StoragePage(Shell shell, TaskService tasks, Slots slots, PendingChanges pending, Function<ProjectId, Usage> usage) {
        this.shell = shell;
        this.tasks = tasks;
        this.slots = slots;
        this.pending = pending;
        this.usage = usage;
    }

    void show(Context context) {
        ProjectRow project = shell.project(context);
        List<Task> all = tasks.list(project.id());
        Usage used = usage.apply(project.id());
        Map<String, Object> model = new HashMap<>();
        model.put("live", Human.bytes(used.liveBytes()));
        model.put(
                "free",
                used.freeDiskBytes().isPresent()
                        ? Human.bytes(used.freeDiskBytes().getAsLong())
                        : "");
        model.put("days", used.recent(DAYS).stream().map(StoragePage::day).toList());
        model.put("pending", pending.of(project));
        model.put("notices", shell.notices(project.id()));
        model.put("panel", slots.html(context, "storage-panel", project.id(), Optional.empty()));
        model.put(
                "tasks",
                all.stream()
                        .filter(task -> !task.id().equals(ERASE))
                        .sorted(Comparator.comparing(task -> task.cron().isEmpty())) // what runs by itself comes first
                        .map(task -> task(task, project))
                        .toList());
        boolean running = all.stream().anyMatch(task -> task.lastRun()
                .filter(run -> run.state() == Run.State.RUNNING)
                .isPresent());
        model.put("refresh", running);
        shell.show(context, "storage", "Storage and tasks", "storage", model);
    }

    void run(Context context) {
        ProjectRow project = shell.project(context);
        String task = context.pathParam("task");
        if (task.equals(ERASE)) {
            throw new Rejection(400, "Cannot erase from here: it asks who you are (erase from the recording's page)");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        context.formParamMap().forEach((name, values) -> {
            if (name.startsWith("p.") && !values.get(0).isBlank()) {
                parameters.put(name.substring(2), values.get(0));
            }
        });
        tasks.run(
                project.id(),
                task,
                parameters,
                context.formParam("dry_run") != null,
                context.formParam("confirm") != null,
                Requests.caller(context).email());
        back(context, project);
    }

    void cancel(Context context) {
        ProjectRow project = shell.project(context);
        tasks.cancel(project.id(), context.pathParam("task"), context.pathParam("run"));
        back(context, project);
    }

    private static void back(Context context, ProjectRow project) {
        context.redirect("/storage?project=" + project.id(), HttpStatus.SEE_OTHER);
    }

    private static Map<String, Object> day(Usage.Day day) {
        return Map.of(
                "day", day.day().toString(),
                "chunks", day.chunks(),
                "stored", Human.bytes(day.storedBytes()),
                "raw", Human.bytes(day.rawBytes()));
    }

    private Map<String, Object> task(Task task, ProjectRow project) {
        Map<String, Object> model = new HashMap<>();
        model.put("id", task.id());
        model.put("title", task.title());
        model.put("description", task.description());
        model.put("dry", task.supportsDryRun());
        model.put("cron", task.cron().orElse(""));
        model.put(
                "next",
                task.next().stream()
                        .map(at -> Human.time(at, project.zone()))
                        .findFirst()
                        .orElse(""));
        model.put(
                "parameters",
                task.parameters().stream().map(StoragePage::parameter).toList());
        model.put(
                "runs",
                tasks.runs(project.id(), task.id(), RUNS).stream()
                        .map(run -> run(run, project))
                        .toList());
        return model;
    }

    private static Map<String, Object> parameter(Operation.Parameter parameter) {
        return Map.of(
                "name", parameter.name(),
                "title", parameter.title(),
                "help", parameter.help(),
                "mandatory", parameter.mandatory(),
                "secret", parameter.secret());
    }

    private static Map<String, Object> run(Run run, ProjectRow project) {
        Map<String, Object> model = new HashMap<>();
        model.put("id", run.id());
        model.put("state", run.state().name().toLowerCase(Locale.ROOT));
        model.put("started", Human.time(run.startedAt(), project.zone()));
        model.put("by", run.scheduledAt().isPresent() ? "schedule" : run.requestedBy());
        model.put("dry", run.dryRun());
        model.put("message", run.message());
        model.put("done", run.done());
        model.put("total", run.total());
        model.put(
                "figures",
                run.figures().entrySet().stream()
                        .filter(figure -> figure.getValue() != 0)
                        .map(figure ->
                                Human.words(figure.getKey()) + " " + Human.figure(figure.getKey(), figure.getValue()))
                        .toList());
        return model;
    }
}
