package org.sessionrecording.host.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.plugins.PluginListener;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.time.HostClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations of all plugins: lists them, runs them by hand and by cron, at most one run per project and operation in the
 * whole installation, and keeps a record of each run. Safe for use from any thread. The composition root registers it as a
 * {@link PluginListener}, starts it once plugins and settings are up, and closes it before them.
 */
public final class TaskService implements PluginListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TaskService.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CHECKS = Duration.ofSeconds(30);

    private final Database database;
    private final Projects projects;
    private final boolean enabled;
    private final RunRows rows;
    private final RunKeeper keeper;
    private final RunThreads threads;
    private final Operations operations;
    private final Schedule schedule;
    private final List<Consumer<Run>> ended = new CopyOnWriteArrayList<>();
    private final List<Runnable> beginning = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "tasks"));
    private volatile @Nullable Waker waker;
    private volatile boolean closed;

    /**
     * @param enabled false keeps this host from running any task, by cron or by hand
     * @param hostName names this host in the runs' records
     */
    public TaskService(
            Database database,
            HostClock clock,
            Projects projects,
            Extensions extensions,
            SettingsService settings,
            boolean enabled,
            String hostName) {
        this.database = database;
        this.projects = projects;
        this.enabled = enabled;
        this.rows = new RunRows(database, clock, hostName);
        this.keeper = new RunKeeper(rows);
        this.operations = new Operations(extensions);
        this.schedule = new Schedule(projects, operations);
        this.threads = new RunThreads(rows, keeper, settings, this::tellEnded);
        settings.listen((project, plugin) -> soon(this::schedule));
    }

    /** Does {@code work} on the caller's thread before a run is begun on this host. */
    public void beforeRun(Runnable work) {
        beginning.add(work);
    }

    /** Calls {@code listener} on the run's thread after each run that ended on this host. */
    public void afterRun(Consumer<Run> listener) {
        ended.add(listener);
    }

    /** Begins to look after runs and to wake tasks; with tasks off, nothing. */
    public void start() {
        if (!enabled) {
            log.info("Tasks are off: this host runs none");
            return;
        }
        waker = Waker.start(database.dataSource(), this::wake);
        long tick = RunKeeper.TICK.toMillis();
        ticker.scheduleWithFixedDelay(
                () -> guarded("look after runs", keeper::tick), tick, tick, TimeUnit.MILLISECONDS);
        ticker.scheduleWithFixedDelay(this::check, 0, CHECKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Everything that can be run in a project, in order of plugin and declaration. */
    public List<Task> list(ProjectId project) {
        ProjectRow row = requireProject(project);
        return operations.all().stream()
                .map(operation -> describe(operation, row))
                .toList();
    }

    private Task describe(Operations.Named operation, ProjectRow project) {
        String name = operation.name().toString();
        Optional<String> cron = enabled ? schedule.cron(operation, project.id()) : Optional.empty();
        return operation
                .contribution()
                .call(
                        "describe an operation",
                        op -> new Task(
                                name,
                                op.title(),
                                op.description(),
                                op.parameters(),
                                op.supportsDryRun(),
                                cron,
                                Schedule.next(cron, project.zone(), 3),
                                rows.newest(project.id(), name, 1).stream().findFirst()));
    }

    /**
     * Starts a run by hand, at once.
     *
     * @param task {@code {plugin id}.{operation id}}
     * @param confirm goes past a brake
     * @param requestedBy who asked, for the record
     * @return public id of the run
     * @throws ApiException of kind MISSING for an unknown task, CALLER for wrong parameters, CONFLICT where one is under way
     *     or tasks are off
     */
    public String run(
            ProjectId project,
            String task,
            Map<String, String> parameters,
            boolean dryRun,
            boolean confirm,
            String requestedBy) {
        requireProject(project);
        Operations.Named operation = operations.require(task);
        operation.requireValid(parameters, dryRun);
        if (!enabled || closed) {
            throw new ApiException(
                    Kind.CONFLICT, "Cannot run " + task + ": tasks are off on this host (start one with TASKS=on)");
        }
        Map<String, String> recorded = new HashMap<>(parameters);
        Map<String, String> secrets = new HashMap<>(parameters);
        recorded.keySet().removeAll(operation.secrets());
        secrets.keySet().removeAll(recorded.keySet());
        return start(operation, RunThreads.byHand(project, task, recorded, dryRun, confirm, requestedBy), secrets)
                .orElseThrow(() -> new ApiException(
                        Kind.CONFLICT, "Cannot run " + task + ": a run is under way (wait for it or cancel it)"));
    }

    /**
     * Names of a task's parameters that must not stand where anything is kept, such as in a URL.
     *
     * @throws ApiException of kind MISSING for an unknown task
     */
    public Set<String> secrets(String task) {
        return operations.require(task).secrets();
    }

    private Optional<String> start(Operations.Named operation, RunRows.Start start, Map<String, String> secrets) {
        Contribution<Operation> contribution = operation.contribution();
        beginning.forEach(Runnable::run);
        long before = System.nanoTime();
        Optional<Lease> lease = rows.claim(start);
        lease.ifPresent(held -> threads.start(contribution, start, secrets, held, before));
        return lease.map(held -> start.publicId());
    }

    /** @throws ApiException of kind MISSING */
    public Run require(ProjectId project, String task, String runId) {
        return rows.find(project, task, runId)
                .orElseThrow(() -> new ApiException(
                        Kind.MISSING,
                        "Cannot find run '" + runId + "' of " + task + ": there is none in this project"));
    }

    /** Newest first. */
    public List<Run> runs(ProjectId project, String task, int limit) {
        return rows.newest(project, task, limit);
    }

    /**
     * Asks a run to end, on whichever host it is; it does so within seconds, and what it had committed stands.
     *
     * @throws ApiException of kind MISSING where there is none, CONFLICT where it has ended
     */
    public void cancel(ProjectId project, String task, String runId) {
        Run run = require(project, task, runId);
        if (!rows.cancel(project, task, runId)) {
            throw new ApiException(
                    Kind.CONFLICT, "Cannot cancel run '" + runId + "': it has " + RunRows.name(run.state()));
        }
        soon(keeper::tick);
    }

    private void wake(WakeJob.Target target, Instant scheduledAt) {
        if (closed) {
            return;
        }
        ProjectId project = new ProjectId(Long.parseLong(target.project()));
        Optional<Operations.Named> operation = operations.find(target.task());
        if (operation.isEmpty() || projects.find(project).isEmpty()) {
            log.info("Nothing to wake for {} in project {}: its plugin is not running here", target.task(), project);
            return;
        }
        Optional<String> run =
                start(operation.get(), RunThreads.scheduled(project, target.task(), scheduledAt), Map.of());
        if (run.isEmpty()) {
            log.info("{} of {} in project {} was claimed, or a run is under way", target.task(), scheduledAt, project);
        }
    }

    private void check() {
        guarded("end abandoned runs", () -> {
            int expired = rows.expire();
            if (expired > 0) {
                log.warn("{} runs had lost their lease", expired);
            }
        });
        schedule();
        guarded("repair triggers", () -> {
            Waker current = waker;
            if (current != null) {
                current.repair();
            }
        });
    }

    private void schedule() {
        guarded("schedule tasks", () -> {
            Waker current = waker;
            if (current != null && !closed) {
                schedule.apply(current);
            }
        });
    }

    @Override
    public void started(String pluginId) {
        soon(this::schedule);
    }

    /** Ends the plugin's runs here. Its triggers go too, unless the whole host stops: others of the cluster need them. */
    @Override
    public void stopping(String pluginId) {
        Waker current = waker;
        if (current != null && !closed) {
            guarded("unschedule tasks", () -> current.unscheduleAll(pluginId));
        }
        if (!keeper.cancelAndWait(run -> run.pluginId().equals(pluginId), "its plugin stops", PATIENCE)) {
            log.warn("Runs of plugin {} do not heed their cancelling", pluginId);
        }
    }

    private void tellEnded(Run run) {
        ended.forEach(listener -> guarded("follow up on a run", () -> listener.accept(run)));
    }

    private ProjectRow requireProject(ProjectId project) {
        return projects.find(project)
                .orElseThrow(
                        () -> new ApiException(Kind.MISSING, "Cannot find project " + project + ": there is none"));
    }

    private void soon(Runnable work) {
        if (waker != null && !closed) {
            ticker.execute(() -> guarded("follow up on a change", work));
        }
    }

    /** A scheduled executor would end a repeated task that throws once. */
    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn("Cannot {}; trying again later", what, e);
        }
    }

    /** Runs no more, ends what runs, waits for it some seconds. */
    @Override
    public void close() {
        closed = true;
        Waker current = waker;
        if (current != null) {
            current.close();
        }
        if (!keeper.cancelAndWait(run -> true, "the host stops", PATIENCE)) {
            log.warn("Some runs do not heed their cancelling; their leases will end");
        }
        ticker.shutdownNow();
        threads.close();
    }
}
