package org.sessionrecording.host.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.time.HostClock;

/**
 * The rows of runs. Leases are reckoned by the database's clock plus the host's offset. A run that is not renewed in time is
 * over, also when nobody took its place: whoever slept through a lease must not go on.
 */
final class RunRows {
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final String NOW = "(clock_timestamp() + :offset * interval '1 millisecond')";
    private static final String UNTIL = "(" + NOW + " + :lease * interval '1 millisecond')";
    private static final String EXPIRE = "update task_run set state = 'failed', ended_at = " + NOW
            + ", message = 'Lost its lease: its host stopped or could not reach the database (run it again)'"
            + " where state = 'running' and lease_until <= " + NOW;
    private static final String CLAIM = """
            insert into task_run (public_id, project_id, task, scheduled_at, requested_by, parameters, dry_run, confirmed,
                                  state, host, token, lease_until, started_at)
            values (:public, :project, :task, :scheduled, :by, :parameters::jsonb, :dry, :confirmed,
                    'running', :host, nextval('task_token'), %s, %s)
            on conflict do nothing returning id, token
            """.formatted(UNTIL, NOW);
    private static final String HELD = " where id = :run and token = :token and state = 'running'";
    private static final String REPORT = "update task_run set done = :done, total = :total, message = :message,"
            + " figures = :figures::jsonb, lease_until = " + UNTIL + HELD + " and lease_until > " + NOW
            + " returning cancelling";
    private static final String LOOK = "select cancelling from task_run" + HELD + " and lease_until > " + NOW;
    private static final String FINISH = "update task_run set done = :done, total = :total, message = :message,"
            + " figures = :figures::jsonb, state = :state, ended_at = " + NOW + HELD;
    private static final String CANCEL =
            "update task_run set cancelling = true where project_id = :project and task = :task and public_id = :public"
                    + " and state = 'running'";
    private static final String FIND = """
            select public_id, project_id, task, scheduled_at, requested_by, dry_run, confirmed, state, done, total,
                   message, figures, started_at, ended_at
            from task_run where project_id = :project and task = :task
            """;

    private final Database database;
    private final HostClock clock;
    private final String host;
    private final ObjectMapper json = new ObjectMapper();

    /** What a run tells of itself. */
    record Report(long done, long total, String message, Map<String, Long> figures) {}

    /** What a new run is about, as it is recorded: secret parameters are not among these. */
    record Start(
            String publicId,
            ProjectId project,
            String task,
            @Nullable Instant scheduledAt,
            String requestedBy,
            Map<String, String> parameters,
            boolean dryRun,
            boolean confirmed) {}

    RunRows(Database database, HostClock clock, String host) {
        this.database = database;
        this.clock = clock;
        this.host = host;
    }

    /** Ends runs whose lease passed; returns how many. */
    int expire() {
        return database.with(
                "end abandoned runs",
                handle -> handle.createUpdate(EXPIRE).bind("offset", offset()).execute());
    }

    /** The new run's lease, or empty where one is under way or the scheduled instant was claimed before. */
    Optional<Lease> claim(Start start) {
        return database.inTransaction("claim a run", handle -> {
            handle.createUpdate(EXPIRE).bind("offset", offset()).execute();
            return handle.createQuery(CLAIM)
                    .bind("public", start.publicId())
                    .bind("project", start.project().value())
                    .bind("task", start.task())
                    .bind("scheduled", start.scheduledAt() == null ? null : Timestamp.from(start.scheduledAt()))
                    .bind("by", start.requestedBy())
                    .bind("parameters", write(start.parameters()))
                    .bind("dry", start.dryRun())
                    .bind("confirmed", start.confirmed())
                    .bind("host", host)
                    .bind("offset", offset())
                    .bind("lease", LEASE.toMillis())
                    .map((row, context) -> new Lease(row.getLong("id"), row.getLong("token")))
                    .findOne();
        });
    }

    /** Stores how far it is and renews its lease; whether it is to be cancelled, or empty where the lease is lost. */
    Optional<Boolean> report(Lease lease, Report report) {
        return database.with("note a run's progress", handle -> handle.createQuery(REPORT)
                .bind("run", lease.run())
                .bind("token", lease.token())
                .bind("done", report.done())
                .bind("total", report.total())
                .bind("message", report.message())
                .bind("figures", write(report.figures()))
                .bind("offset", offset())
                .bind("lease", LEASE.toMillis())
                .mapTo(Boolean.class)
                .findOne());
    }

    /** As {@link #report}, but writes nothing. */
    Optional<Boolean> look(Lease lease) {
        return database.with("look after a run", handle -> handle.createQuery(LOOK)
                .bind("run", lease.run())
                .bind("token", lease.token())
                .bind("offset", offset())
                .mapTo(Boolean.class)
                .findOne());
    }

    /** False where it is no longer this run's to end. */
    boolean finish(Lease lease, Run.State state, Report report) {
        return database.with("note a run's end", handle -> handle.createUpdate(FINISH)
                        .bind("run", lease.run())
                        .bind("token", lease.token())
                        .bind("state", name(state))
                        .bind("done", report.done())
                        .bind("total", report.total())
                        .bind("message", report.message())
                        .bind("figures", write(report.figures()))
                        .bind("offset", offset())
                        .execute())
                > 0;
    }

    /** Asks it to end, wherever it runs; false where it does not run. */
    boolean cancel(ProjectId project, String task, String publicId) {
        return database.with("cancel a run", handle -> handle.createUpdate(CANCEL)
                        .bind("project", project.value())
                        .bind("task", task)
                        .bind("public", publicId)
                        .execute())
                > 0;
    }

    Optional<Run> find(ProjectId project, String task, String publicId) {
        return database.with("find a run", handle -> handle.createQuery(FIND + " and public_id = :public")
                .bind("project", project.value())
                .bind("task", task)
                .bind("public", publicId)
                .map((row, context) -> read(row))
                .findOne());
    }

    /** Newest first. */
    List<Run> newest(ProjectId project, String task, int limit) {
        return database.with("list runs", handle -> handle.createQuery(FIND + " order by id desc limit :limit")
                .bind("project", project.value())
                .bind("task", task)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
    }

    private Run read(ResultSet row) throws SQLException {
        return new Run(
                row.getString("public_id"),
                new ProjectId(row.getLong("project_id")),
                row.getString("task"),
                instant(row, "scheduled_at"),
                row.getString("requested_by"),
                row.getBoolean("dry_run"),
                row.getBoolean("confirmed"),
                Run.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getLong("done"),
                row.getLong("total"),
                row.getString("message"),
                figures(row.getString("figures")),
                row.getTimestamp("started_at").toInstant(),
                instant(row, "ended_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    private Map<String, Long> figures(String text) {
        try {
            return json.readValue(text, new TypeReference<Map<String, Long>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read a run's figures: " + e.getOriginalMessage(), e);
        }
    }

    private String write(Map<String, ?> values) {
        try {
            return json.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a run's values: " + e.getOriginalMessage(), e);
        }
    }

    private long offset() {
        return clock.offset().toMillis();
    }

    static String name(Run.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
