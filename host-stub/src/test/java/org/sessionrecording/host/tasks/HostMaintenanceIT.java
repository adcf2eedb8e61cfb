package org.sessionrecording.host.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.tasks.HostMaintenance.Step;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PostgresFixture;

class HostMaintenanceIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private final List<String> done = new CopyOnWriteArrayList<>();

    private HostMaintenance maintenance(Runnable first) {
        return new HostMaintenance(
                postgres.database(), List.of(new Step("first", first), new Step("second", () -> done.add("second"))));
    }

    private static Run run(Run.State state, boolean dry) {
        return new Run(
                "id",
                new ProjectId(1),
                "sample.work",
                Optional.empty(),
                "tester",
                dry,
                false,
                state,
                0,
                0,
                "",
                Map.of(),
                Instant.EPOCH,
                Optional.of(Instant.EPOCH));
    }

    @Test
    void a_step_that_fails_stops_no_other() {
        try (HostMaintenance maintenance = maintenance(() -> {
            throw new IllegalStateException("no luck");
        })) {
            assertThat(maintenance.runNow()).isTrue();
        }
        assertThat(done).containsExactly("second");
    }

    @Test
    void one_host_at_a_time_does_it() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (HostMaintenance one = maintenance(() -> {
                    inside.countDown();
                    await(goOn);
                });
                HostMaintenance other = maintenance(() -> done.add("first"))) {
            one.after(run(Run.State.SUCCEEDED, false));
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(other.runNow()).isFalse();
            goOn.countDown();
            Eventually.until("the first is done", Duration.ofSeconds(20), other::runNow);
        }
        assertThat(done).containsExactly("second", "first", "second");
    }

    @Test
    void follows_runs_that_changed_something_and_no_others() {
        try (HostMaintenance maintenance = maintenance(() -> done.add("first"))) {
            maintenance.after(run(Run.State.FAILED, false));
            maintenance.after(run(Run.State.SUCCEEDED, true));
            maintenance.after(run(Run.State.SUCCEEDED, false));
            Eventually.until("it was done", Duration.ofSeconds(20), () -> done.contains("second"));
        }
        assertThat(done).containsExactly("first", "second");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
