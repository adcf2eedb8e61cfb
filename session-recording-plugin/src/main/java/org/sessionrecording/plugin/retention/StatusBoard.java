package org.sessionrecording.plugin.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.RunHistory.PastRun;
import org.sessionrecording.api.project.RunHistory.State;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.api.project.Workers;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.RestoredDatabase;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps how retention of every project stands in memory, for pages and gauges: looked at every few minutes, after each run and
 * after each change of settings, on one thread of the plugin. Safe for use from any thread.
 */
public final class StatusBoard {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private static final Duration PERIOD = Duration.ofMinutes(5);
    /** Whoever rings is not done yet: a run that just ended is recorded by the host after it returned. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final int DAYS = 7;
    private static final int RUNS = 50;

    private final Supplier<List<Project>> projects;
    private final Archive archive;
    private final Operator operator;
    private final Clock clock;
    private final Instruments instruments;
    private final BlockingQueue<Boolean> bell = new LinkedBlockingQueue<>(1);
    private final Map<ProjectId, Status> known = new ConcurrentHashMap<>();

    public StatusBoard(
            Supplier<List<Project>> projects,
            Archive archive,
            Operator operator,
            Clock clock,
            Instruments instruments) {
        this.projects = projects;
        this.archive = archive;
        this.operator = operator;
        this.clock = clock;
        this.instruments = instruments;
    }

    /** Begins to look; ends with the plugin's workers. */
    public void start(Workers workers) {
        workers.pool("retention-status", 1, 1).execute(this::keepLooking);
    }

    /** Something changed: look again soon. Does not block. */
    public void ring() {
        bell.offer(true);
    }

    /** Empty until it was looked at first. */
    Optional<Status> find(ProjectId project) {
        return Optional.ofNullable(known.get(project));
    }

    private void keepLooking() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                lookAtAll();
                bell.poll(PERIOD.toSeconds(), TimeUnit.SECONDS);
                TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAtAll() {
        try {
            projects.get().forEach(this::look);
        } catch (CancelledException e) {
            Thread.currentThread().interrupt();
        } catch (ApiException e) {
            LOG.warn("Cannot see how retention stands; trying again: {}", e.getMessage());
        }
    }

    void look(Project project) {
        boolean first = known.put(project.id(), read(project)) == null;
        if (first) {
            measure(project.id());
        }
    }

    private Status read(Project project) {
        Instant now = clock.instant();
        RecordingSettings settings = RecordingSettings.read(project.settings().read(), operator);
        Plan plan = Plan.of(project.recordings(), settings.retention(), now);
        List<PastRun> runs = project.runs().recent(RetentionTask.ID, RUNS).stream()
                .filter(run -> !run.dryRun() && run.state() != State.RUNNING)
                .toList();
        Optional<Instant> lastSuccess = runs.stream()
                .filter(run -> run.state() == State.SUCCEEDED)
                .findFirst()
                .map(run -> run.endedAt().orElse(run.startedAt()));
        return new Status(
                now,
                settings,
                plan.totals(),
                plan.inventory(),
                plan.overBudget(),
                project.runs().wakes(RetentionTask.ID, now, 1).stream().findFirst(),
                missed(project, runs, lastSuccess, now),
                runs.stream().findFirst(),
                lastSuccess,
                settings.archive() instanceof ArchiveTarget.Configured configured
                        ? archive.knownProfile(project, configured.settings())
                        : Optional.empty(),
                RestoredDatabase.notedAt(project.state()),
                new Brakes(project, instruments.doubt()).doubt(),
                project.usage().freeDiskBytes(),
                perDay(project.usage()));
    }

    /** Wakes since the last success; a project that never had a run has missed none. */
    private static int missed(Project project, List<PastRun> runs, Optional<Instant> lastSuccess, Instant now) {
        Optional<Instant> since = lastSuccess.or(() -> runs.isEmpty()
                ? Optional.empty()
                : Optional.of(runs.get(runs.size() - 1).startedAt()));
        return since.map(at -> (int) project.runs().wakes(RetentionTask.ID, at, Alarms.PATIENCE).stream()
                        .filter(wake -> wake.isBefore(now))
                        .count())
                .orElse(0);
    }

    private static long perDay(Usage usage) {
        List<Usage.Day> days = usage.recent(DAYS);
        return days.isEmpty()
                ? 0
                : days.stream().mapToLong(Usage.Day::storedBytes).sum() / DAYS;
    }

    private void measure(ProjectId project) {
        new RunMeter(instruments.metrics(), project).prepare();
        gauge(project, "retention.backlog.recordings", status -> status.due().recordings());
        gauge(project, "retention.backlog.bytes", status -> status.due().storedBytes());
        gauge(project, "retention.backlog.age.seconds", Status::backlogAgeSeconds);
        gauge(project, "retention.live.bytes", status -> status.inventory()
                .all()
                .storedBytes());
        gauge(project, "retention.pinned.bytes", status -> status.inventory()
                .pinned()
                .storedBytes());
        gauge(project, "retention.quarantined.recordings", status -> status.inventory()
                .quarantined()
                .recordings());
        gauge(project, "retention.over.budget.bytes", Status::overBudget);
        gauge(project, "retention.missed.runs", Status::missed);
        gauge(project, "retention.waiting", status -> status.lastRun().stream()
                .filter(run -> run.state() == State.WAITING)
                .count());
        gauge(project, "retention.last.success.timestamp.seconds", status -> status.lastSuccess()
                .map(Instant::getEpochSecond)
                .orElse(0L));
    }

    private void gauge(ProjectId project, String name, ToDoubleFunction<Status> value) {
        instruments
                .metrics()
                .gauge(
                        name,
                        () -> find(project).map(value::applyAsDouble).orElse(Double.NaN),
                        "project",
                        project.toString());
    }
}
