package org.sessionrecording.host.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in which cohort, in memory: all of it is read at the start, and every second what changed since. What any host of
 * the installation changes is known here about a second later. Safe for use from any thread.
 */
final class CohortMembers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CohortMembers.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** Transactions that were under way at the last look may have committed since, with lower numbers than others seen then. */
    private static final String CHANGED = """
            select m.cohort, c.project_id, m.escaped_id, m.member from cohort_member m join cohort c on c.id = m.cohort
            where m.changed >= cast(:since as xid8)
            """;

    /** Of those erased no row is left that would say so. */
    private static final String REREAD = """
            select c.project_id, c.id, m.escaped_id
            from cohort c left join cohort_member m on m.cohort = c.id and m.member
            where c.reread >= cast(:since as xid8)
            """;

    private static final String HORIZON = "select pg_snapshot_xmin(pg_current_snapshot())::text";

    private final Database database;
    private final Map<Place, Set<String>> members = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "cohorts"));
    private String since = "0";

    /** A cohort within its project: asked for from another one, it has no members. */
    private record Place(long project, long cohort) {}

    CohortMembers(Database database) {
        this.database = database;
    }

    /** Reads all members, and follows from then on. */
    void start() {
        look();
        thread.scheduleWithFixedDelay(this::quietly, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does not block. */
    boolean contains(ProjectId project, CohortId cohort, String escapedId) {
        return members.getOrDefault(new Place(project.value(), cohort.value()), Set.of())
                .contains(escapedId);
    }

    /** Takes over what changed since the last look. */
    synchronized void look() {
        database.with("follow cohorts", handle -> {
            String horizon = handle.createQuery(HORIZON).mapTo(String.class).one();
            handle.createQuery(CHANGED)
                    .bind("since", since)
                    .setFetchSize(10_000)
                    .map((row, context) -> take(row))
                    .forEach(row -> {});
            readAgain(handle);
            Set<Long> known = Set.copyOf(handle.createQuery("select id from cohort")
                    .mapTo(Long.class)
                    .set());
            members.keySet().removeIf(place -> !known.contains(place.cohort()));
            since = horizon;
            return horizon;
        });
    }

    private void readAgain(Handle handle) {
        Map<Place, Set<String>> read = new HashMap<>();
        handle.createQuery(REREAD)
                .bind("since", since)
                .setFetchSize(10_000)
                .map((row, context) -> {
                    Set<String> cohort = read.computeIfAbsent(
                            new Place(row.getLong("project_id"), row.getLong("id")),
                            place -> ConcurrentHashMap.newKeySet());
                    return Optional.ofNullable(row.getString("escaped_id")).map(cohort::add);
                })
                .forEach(row -> {});
        members.putAll(read);
    }

    private boolean take(ResultSet row) throws SQLException {
        Set<String> cohort = members.computeIfAbsent(
                new Place(row.getLong("project_id"), row.getLong("cohort")), place -> ConcurrentHashMap.newKeySet());
        String id = row.getString("escaped_id");
        return row.getBoolean("member") ? cohort.add(id) : cohort.remove(id);
    }

    private void quietly() {
        try {
            look();
        } catch (RuntimeException e) {
            log.warn("Cannot follow cohorts; trying again in a second: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
