package org.sessionrecording.host.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PluginZipBuilder;
import org.sessionrecording.host.testing.PluginsFixture;
import org.sessionrecording.host.testing.PostgresFixture;

class TaskServiceIT {
    private static final String TASK = "sample.work";
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    @TempDir
    Path directory;

    @TempDir
    Path other;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private PluginsFixture host;
    private TaskService tasks;
    private ProjectId project;

    @BeforeEach
    void start() {
        postgres.database().jdbi().useHandle(handle -> handle.execute("truncate plugin_setting, task_run, plugin"));
        host = host(directory);
        project = host.project();
        tasks = tasks(host, true);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private PluginsFixture host(Path folder) {
        new PluginZipBuilder("sample", "1.0.0")
                .extension("sample.Declared", """
                        package sample;
                        import java.util.List;
                        import org.sessionrecording.api.settings.*;
                        public final class Declared implements SettingsProvider {
                            public List<SettingSpec> settings() {
                                return List.of(SettingSpec.text("wake", "", "Wake", ""));
                            }
                        }
                        """)
                .extension("sample.Work", """
                        package sample;
                        import java.util.*;
                        import org.sessionrecording.api.operation.*;
                        import org.sessionrecording.api.project.Project;
                        public final class Work implements ScheduledTask {
                            public String id() { return "work"; }
                            public String title() { return "Work"; }
                            public String description() { return "Works."; }
                            @Override public List<Parameter> parameters() {
                                return List.of(new Parameter("how", "How", "", false));
                            }
                            @Override public boolean supportsDryRun() { return true; }
                            public Optional<String> cron(Project project) {
                                return project.settings().read().find("wake");
                            }
                            public Outcome run(OperationContext context) throws Exception {
                                context.progress(1, 2, "half");
                                context.figure("due", 42);
                                switch (context.parameters().getOrDefault("how", "")) {
                                    case "hang": Thread.sleep(1_000_000); return null;
                                    case "poll": while (true) { context.checkCancelled(); Thread.onSpinWait(); }
                                    case "throw": throw new IllegalStateException("the disk is full");
                                    case "brake":
                                        if (!context.confirmed()) { return new Outcome.Waiting("too many"); }
                                        return new Outcome.Succeeded("went past it");
                                    default: return new Outcome.Succeeded(context.dryRun() ? "would work" : "worked");
                                }
                            }
                        }
                        """)
                .writeTo(folder);
        PluginsFixture fixture = new PluginsFixture(postgres, folder, "key").start();
        opened.add(fixture);
        return fixture;
    }

    private TaskService tasks(PluginsFixture on, boolean enabled) {
        TaskService service = new TaskService(
                postgres.database(),
                postgres.clock(),
                on.projects(),
                on.plugins(),
                on.settings(),
                enabled,
                "host-" + opened.size());
        on.plugins().listen(service);
        service.start();
        opened.add(service);
        return service;
    }

    private String run(String how) {
        return tasks.run(project, TASK, Map.of("how", how), false, false, "tester");
    }

    private Run ended(String id) {
        Eventually.until("the run ends", SOON, () -> find(id).endedAt().isPresent());
        return find(id);
    }

    private Run find(String id) {
        return tasks.require(project, TASK, id);
    }

    @Test
    void leaves_a_record_of_a_run() {
        List<Run> followed = new CopyOnWriteArrayList<>();
        tasks.afterRun(followed::add);
        Run run = ended(run(""));
        assertThat(run.state()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(run.message()).isEqualTo("worked");
        assertThat(run.figures()).isEqualTo(Map.of("due", 42L));
        assertThat(run.done()).isEqualTo(1);
        assertThat(run.total()).isEqualTo(2);
        assertThat(run.requestedBy()).isEqualTo("tester");
        assertThat(tasks.runs(project, TASK, 10)).containsExactly(run);
        assertThat(tasks.list(project).get(0).lastRun()).contains(run);
        Eventually.until("the listener was told", SOON, () -> followed.contains(run));
    }

    @Test
    void records_a_failure_with_its_reason_and_a_brake_as_waiting() {
        Run failed = ended(run("throw"));
        assertThat(failed.state()).isEqualTo(Run.State.FAILED);
        assertThat(failed.message()).isEqualTo("the disk is full");
        Run waiting = ended(run("brake"));
        assertThat(waiting.state()).isEqualTo(Run.State.WAITING);
        String confirmed = tasks.run(project, TASK, Map.of("how", "brake"), false, true, "tester");
        assertThat(ended(confirmed).message()).isEqualTo("went past it");
    }

    @Test
    void shows_progress_while_it_runs_and_ends_when_cancelled() {
        String id = run("hang");
        Eventually.until("progress is stored", SOON, () -> find(id).message().equals("half"));
        assertThat(find(id).state()).isEqualTo(Run.State.RUNNING);
        assertThat(find(id).figures()).containsEntry("due", 42L);
        tasks.cancel(project, TASK, id);
        assertThat(ended(id).state()).isEqualTo(Run.State.CANCELLED);
        assertThatThrownBy(() -> tasks.cancel(project, TASK, id)).hasMessageContaining("it has cancelled");
    }

    @Test
    void refuses_a_second_run_while_one_is_under_way_and_cancels_it_from_another_host() {
        TaskService second = tasks(host(other), true);
        String id = run("poll");
        assertThatThrownBy(() -> second.run(project, TASK, Map.of(), false, false, "tester"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
        second.cancel(project, TASK, id);
        assertThat(ended(id).state()).isEqualTo(Run.State.CANCELLED);
        second.run(project, TASK, Map.of(), false, false, "tester");
    }

    @Test
    void one_scheduled_instant_is_claimed_once_however_many_hosts_ask() throws Exception {
        RunRows rows = new RunRows(postgres.database(), postgres.clock(), "test");
        Instant at = Instant.parse("2026-11-23T03:15:00Z");
        CyclicBarrier together = new CyclicBarrier(8);
        ExecutorService hosts = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<Lease>>> claims = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                claims.add(hosts.submit(() -> {
                    together.await();
                    return rows.claim(RunThreads.scheduled(project, TASK, at));
                }));
            }
            List<Lease> won = new ArrayList<>();
            for (Future<Optional<Lease>> claim : claims) {
                claim.get().ifPresent(won::add);
            }
            assertThat(won).hasSize(1);
            rows.finish(won.get(0), Run.State.SUCCEEDED, new RunRows.Report(0, 0, "", Map.of()));
            assertThat(rows.claim(RunThreads.scheduled(project, TASK, at))).isEmpty();
        } finally {
            hosts.shutdownNow();
        }
    }

    @Test
    void a_run_that_slept_through_its_lease_is_over_and_its_successor_has_a_higher_token() {
        RunRows rows = new RunRows(postgres.database(), postgres.clock(), "test");
        RunRows.Start first = RunThreads.byHand(project, TASK, Map.of(), false, false, "sleeper");
        Lease asleep = rows.claim(first).orElseThrow();
        postgres.clock().advance(RunRows.LEASE.plusSeconds(1));
        assertThat(rows.report(asleep, new RunRows.Report(1, 1, "awake", Map.of())))
                .isEmpty();
        Lease successor = rows.claim(RunThreads.byHand(project, TASK, Map.of(), false, false, "next"))
                .orElseThrow();
        assertThat(successor.token()).isGreaterThan(asleep.token());
        assertThat(rows.finish(asleep, Run.State.SUCCEEDED, new RunRows.Report(1, 1, "late", Map.of())))
                .isFalse();
        assertThat(find(first.publicId()).state()).isEqualTo(Run.State.FAILED);
        assertThat(find(first.publicId()).message()).startsWith("Lost its lease");
    }

    @Test
    void stops_a_run_whose_lease_is_lost() {
        String id = run("hang");
        postgres.clock().advance(Duration.ofDays(1));
        Eventually.until("another may run", SOON, () -> {
            try {
                tasks.run(project, TASK, Map.of(), false, false, "tester");
                return true;
            } catch (ApiException e) {
                return false;
            }
        });
        assertThat(ended(id).state()).isEqualTo(Run.State.FAILED);
        Eventually.until("its thread ends", SOON, () -> Thread.getAllStackTraces().values().stream()
                .flatMap(java.util.Arrays::stream)
                .noneMatch(frame -> frame.getClassName().equals("sample.Work")));
    }

    @Test
    void refuses_unknown_tasks_parameters_and_dry_runs() {
        assertThatThrownBy(() -> tasks.run(project, "sample.gone", Map.of(), false, false, "t"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
        assertThatThrownBy(() -> tasks.run(project, TASK, Map.of("what", "x"), false, false, "t"))
                .hasMessageContaining("takes no parameter 'what'");
        assertThat(ended(tasks.run(project, TASK, Map.of(), true, false, "t")).message())
                .isEqualTo("would work");
    }

    @Test
    void a_host_with_tasks_off_runs_none() {
        TaskService off = tasks(host(other), false);
        assertThatThrownBy(() -> off.run(project, TASK, Map.of(), false, false, "t"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
                .hasMessageContaining("tasks are off");
    }

    @Test
    void stopping_the_plugin_ends_its_runs() {
        String id = run("hang");
        Eventually.until("it runs", SOON, () -> find(id).message().equals("half"));
        host.plugins().disable("sample", "test");
        assertThat(find(id).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(find(id).message()).contains("its plugin stops");
    }

    @Test
    void quartz_wakes_by_the_cron_of_the_settings_once_per_instant_on_two_hosts() {
        tasks(host(other), true);
        host.settings().change(project, "sample", Map.of("wake", "* * * * * ?"), "tester");
        Eventually.until("three runs by schedule", SOON, () -> scheduled().size() >= 3);
        assertThat(scheduled()).extracting(Run::scheduledAt).doesNotHaveDuplicates();
        assertThat(tasks.list(project).get(0).next()).hasSize(3);
        host.settings().change(project, "sample", Map.of("wake", ""), "tester");
        Eventually.until("no trigger is left", SOON, () -> triggers() == 0);
    }

    private List<Run> scheduled() {
        return tasks.runs(project, TASK, 100).stream()
                .filter(run -> run.scheduledAt().isPresent())
                .toList();
    }

    private int triggers() {
        return postgres.database().jdbi().withHandle(handle -> handle.createQuery("select count(*) from qrtz_triggers")
                .mapTo(int.class)
                .one());
    }

    @Test
    void a_trigger_in_error_is_brought_back() {
        host.settings().change(project, "sample", Map.of("wake", "0 0 0 1 1 ? 2090"), "tester");
        Eventually.until("it is scheduled", SOON, () -> triggers() == 1);
        postgres.database()
                .jdbi()
                .useHandle(handle -> handle.execute("update qrtz_triggers set trigger_state = 'ERROR'"));
        try (Waker waker = Waker.start(postgres.database().dataSource(), (target, at) -> {})) {
            assertThat(waker.repair()).isEqualTo(1);
            assertThat(waker.repair()).isZero();
        }
    }
}
