package org.sessionrecording.host.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.recording.LeaseLostException;
import org.sessionrecording.host.imports.EventsTable.Row;
import org.sessionrecording.host.tasks.Run;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.wire.EraRows;

/** From PostHog's table of 2020. */
final class PostgresImportIT extends ImportContract {
    @RegisterExtension
    static final PostgresFixture source = new PostgresFixture();

    private static PostgresEvents events;

    @BeforeAll
    static void connect() {
        events = new PostgresEvents(source.jdbcUrl());
    }

    @AfterAll
    static void disconnect() {
        events.close();
    }

    @Override
    EventsTable table() {
        return events;
    }

    @Test
    void rows_of_jsonb_play_as_they_were_but_for_the_order_of_members() {
        List<EraRows.Row> sent = EraRows.of("posthog-js-1.8.0");
        // what a server had to do, as jsonb refuses half an emoji
        table().insert(sent.stream()
                .map(row -> new Row(
                        row.uuid(),
                        "$snapshot",
                        row.distinctId(),
                        row.timestamp(),
                        1,
                        row.json().replaceAll("\\\\uD83C(?!\\\\uD)", "?")))
                .toList());
        Run run = imports.succeeded(table());
        assertThat(run.figures()).containsEntry("imported", (long) sent.size()).containsEntry("skipped", 0L);
    }

    @Test
    void ids_may_be_uuids_and_times_without_a_zone() {
        execute(
                "drop table if exists odd",
                "create table odd (id uuid primary key, event text, properties text, distinct_id text,"
                        + " \"timestamp\" timestamp)");
        List<Row> rows = rows(200, 4);
        for (Row row : rows) {
            execute("insert into odd values ('" + row.uuid() + "', '$snapshot', '" + row.properties() + "', '"
                    + row.distinctId() + "', '" + row.timestamp().toString().replace("Z", "") + "')");
        }
        execute("insert into odd values (gen_random_uuid(), '$snapshot', null, null, null)");
        Run run = imports.succeeded(table(), "table", "public.odd", "from", AT.toString());
        assertThat(run.figures()).containsEntry("imported", 200L).containsEntry("rows", 200L);
        assertThat(imports.succeeded(table(), "table", "odd").figures())
                .containsEntry("repeats", 200L)
                .containsEntry("skipped_no_properties", 1L);
    }

    @Test
    void a_table_that_is_no_events_table_is_refused_with_what_it_lacks() {
        execute("drop table if exists odd", "create table odd (id int, event text)");
        assertThat(imports.run(table(), "table", "odd").message())
                .contains("it has no column properties, distinct_id, timestamp");
        assertThat(imports.run(table(), "table", "nowhere").message()).contains("\"nowhere\" does not exist");
    }

    @Test
    void is_only_read() {
        table().insert(rows(10, 1));
        long before = written();
        imports.succeeded(table());
        assertThat(written()).isEqualTo(before);
    }

    private long written() {
        return source.database().jdbi().withHandle(handle -> handle.createQuery(
                        "select n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables where relname = 'posthog_event'")
                .mapTo(long.class)
                .one());
    }

    @Test
    void a_run_that_lost_its_lease_stores_nothing() {
        table().insert(rows(50, 2));
        OperationContext zombie = context(new Lease(4_711, 1));
        assertThatThrownBy(() -> imports.operation.run(zombie)).isInstanceOf(LeaseLostException.class);
        assertThat(imports.stored()).isEmpty();
        assertThat(imports.count("select count(*) from imported_rows")).isZero();
    }

    @Test
    void two_runs_at_once_store_everything_once() throws Exception {
        table().insert(rows(2_000, 5));
        List<Lease> leases = List.of(lease("a"), lease("b"));
        ExecutorService hosts = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> runs = hosts.invokeAll(leases.stream()
                    .<Callable<String>>map(
                            lease -> () -> imports.operation.run(context(lease)).message())
                    .toList());
            for (Future<String> run : runs) {
                assertThat(run.get()).contains(": equal");
            }
        } finally {
            hosts.shutdownNow();
        }
        assertThat(imports.stored().values().stream().mapToInt(List::size).sum())
                .isEqualTo(2_000);
        assertThat(new ArrayList<>(imports.stored().values()))
                .allSatisfy(snapshots -> assertThat(snapshots).doesNotHaveDuplicates());
    }

    /** Of a task that is not the import's, so that two may be held at once. */
    private Lease lease(String task) {
        return postgres.database().jdbi().withHandle(handle -> handle.createQuery("""
                        insert into task_run (public_id, project_id, task, requested_by, state, host, token, lease_until, started_at)
                        values (:task, :project, :task, 'test', 'running', 'test', 1, now() + interval '1 hour', now())
                        returning id, token
                        """)
                .bind("task", task)
                .bind("project", imports.project.value())
                .map((row, context) -> new Lease(row.getLong("id"), row.getLong("token")))
                .one());
    }

    private OperationContext context(Lease lease) {
        Project project = mock(Project.class);
        when(project.id()).thenReturn(imports.project);
        OperationContext context = mock(OperationContext.class);
        when(context.project()).thenReturn(project);
        when(context.parameters()).thenReturn(imports.parameters(table()));
        when(context.lease()).thenReturn(lease);
        return context;
    }

    private static void execute(String... statements) {
        source.database().jdbi().useHandle(handle -> List.of(statements).forEach(handle::execute));
    }
}
