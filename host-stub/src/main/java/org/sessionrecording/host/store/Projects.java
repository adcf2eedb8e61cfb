package org.sessionrecording.host.store;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.project.ProjectId;

/**
 * The installation's projects. What a token names is remembered for some seconds, unknown tokens never. Safe for use from
 * any thread.
 */
public final class Projects {
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int TOKEN_BYTES = 24;
    private static final String SELECT = "select id, name, token, time_zone, retention_millis from project ";

    private final Database database;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Remembered> byToken = new ConcurrentHashMap<>();

    private record Remembered(ProjectRow project, long untilNanos) {}

    public Projects(Database database) {
        this.database = database;
    }

    /** The project whose clients send this token. Blocks on the database every some seconds. */
    public Optional<ProjectRow> findByToken(String token) {
        Remembered remembered = byToken.get(token);
        if (remembered != null && System.nanoTime() - remembered.untilNanos() < 0) {
            return Optional.of(remembered.project());
        }
        if (!Texts.isStorable(token)) {
            return Optional.empty();
        }
        Optional<ProjectRow> found = one("where token = :value", token);
        found.ifPresentOrElse(
                project -> byToken.put(token, new Remembered(project, System.nanoTime() + REMEMBERED_NANOS)),
                () -> byToken.remove(token));
        return found;
    }

    public Optional<ProjectRow> find(ProjectId id) {
        return one("where id = :value", id.value());
    }

    /** The oldest project, once there is one. */
    public Optional<ProjectRow> first() {
        return list().stream().findFirst();
    }

    /** All projects in id order. */
    public List<ProjectRow> list() {
        return database.with("list projects", handle -> handle.createQuery(SELECT + "order by id")
                .map((row, context) -> read(row))
                .list());
    }

    /** Adds a project with a new random token. */
    public ProjectRow create(String name) {
        return insert(name, newToken());
    }

    /**
     * The oldest project, which is made where there is none, on any number of hosts at once.
     *
     * @param token for the new project; empty: a random one
     */
    public ProjectRow ensureFirst(String name, Optional<String> token) {
        return database.inTransaction("make the first project", handle -> {
            handle.execute("lock table project in share row exclusive mode");
            return handle.createQuery(SELECT + "order by id limit 1")
                    .map((row, context) -> read(row))
                    .findOne()
                    .orElseGet(() -> insert(handle, name, token.orElseGet(this::newToken)));
        });
    }

    private ProjectRow insert(String name, String token) {
        return database.inTransaction("add a project", handle -> insert(handle, name, token));
    }

    private static ProjectRow insert(Handle handle, String name, String token) {
        return handle.createQuery("""
                        insert into project (name, token) values (:name, :token)
                        returning id, name, token, time_zone, retention_millis
                        """)
                .bind("name", Texts.stored(name))
                .bind("token", token)
                .map((row, context) -> read(row))
                .one();
    }

    private Optional<ProjectRow> one(String where, Object value) {
        return database.with("find a project", handle -> handle.createQuery(SELECT + where)
                .bind("value", value)
                .map((row, context) -> read(row))
                .findOne());
    }

    private String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return "phc_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static ProjectRow read(ResultSet row) throws SQLException {
        Long retention = row.getObject("retention_millis", Long.class);
        return new ProjectRow(
                new ProjectId(row.getLong("id")),
                row.getString("name"),
                row.getString("token"),
                ZoneId.of(row.getString("time_zone")),
                Optional.ofNullable(retention).map(Duration::ofMillis));
    }
}
