package org.sessionrecording.host.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.time.HostClock;

/** Cohorts of all projects in the database. Safe for use from any thread. */
final class Cohorts {
    private static final int MOST = 500;
    private static final int LONGEST_NAME = 200;

    private static final String SELECT = """
            select c.*, (select count(*) from cohort_member m where m.cohort = c.id and m.member) as members
            from cohort c where c.project_id = :project
            """;

    private static final String UPSERT = """
            on conflict (cohort, escaped_id) do update set member = excluded.member, changed = excluded.changed
            where cohort_member.member is distinct from excluded.member
            """;

    private static final String UPLOAD = """
            insert into cohort_member (cohort, escaped_id, member, changed)
            select :cohort, id, true, pg_current_xact_id() from unnest(:ids) as u (id)
            """ + UPSERT;

    private static final String LEAVE = """
            update cohort_member set member = false, changed = pg_current_xact_id()
            where cohort = :cohort and member and not escaped_id = any(:ids)
            """;

    /** Rows of those who never were members are not written. */
    private static final String MATCH = """
            insert into cohort_member (cohort, escaped_id, member, changed)
            select :cohort, d.escaped_id, true, pg_current_xact_id()
            from person p join person_distinct_id d on d.person = p.id
            where p.project_id = :project and (:person = 0 or p.id = :person) and %s
            """ + UPSERT;

    private static final String NO_MATCH = """
            update cohort_member m set member = false, changed = pg_current_xact_id()
            from person p join person_distinct_id d on d.person = p.id
            where p.project_id = :project and p.id = :person and m.cohort = :cohort and m.escaped_id = d.escaped_id
              and m.member and not %s
            """;

    private final Database database;
    private final HostClock clock;

    Cohorts(Database database, HostClock clock) {
        this.database = database;
        this.clock = clock;
    }

    List<Cohort> list(ProjectId project) {
        return database.with("list cohorts", handle -> list(handle, project));
    }

    private static List<Cohort> list(Handle handle, ProjectId project) {
        Query query = handle.createQuery(SELECT + "order by c.id").bind("project", project.value());
        return query.map((row, context) -> read(row)).list();
    }

    /** @throws ApiException of kind MISSING */
    Cohort require(ProjectId project, CohortId id) {
        return find(project, id)
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.MISSING,
                        "Cannot find cohort " + id.value() + ": the project has none of this number"));
    }

    Optional<Cohort> find(ProjectId project, CohortId id) {
        return database.with("find a cohort", handle -> handle.createQuery(SELECT + "and c.id = :id")
                .bind("project", project.value())
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne());
    }

    private static Cohort read(ResultSet row) throws SQLException {
        String property = row.getString("property");
        Optional<Condition> condition = property == null
                ? Optional.empty()
                : Optional.of(new Condition(
                        property, Condition.Operator.of(row.getString("operator")), row.getString("value")));
        return new Cohort(new CohortId(row.getLong("id")), row.getString("name"), condition, row.getLong("members"));
    }

    /** Makes a cohort; one with a condition has its members at once. */
    Cohort create(ProjectId project, String name, Optional<Condition> condition) {
        String clean = name.strip().replace("\0", "");
        if (clean.isEmpty() || clean.length() > LONGEST_NAME) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot make the cohort: its name has 1 to " + LONGEST_NAME + " characters");
        }
        CohortId id = database.inTransaction("make a cohort", handle -> {
            requireRoom(handle, project);
            CohortId made = insert(handle, project, clean, condition);
            condition.ifPresent(wanted -> match(handle, project, made, wanted, 0));
            return made;
        });
        return require(project, id);
    }

    private static void requireRoom(Handle handle, ProjectId project) {
        if (list(handle, project).size() >= MOST) {
            throw new ApiException(
                    ApiException.Kind.CONFLICT,
                    "Cannot make the cohort: the project has " + MOST + " (delete one first)");
        }
    }

    private CohortId insert(Handle handle, ProjectId project, String name, Optional<Condition> condition) {
        return handle.createQuery("""
                        insert into cohort (project_id, name, property, operator, value, created_at)
                        values (:project, :name, :property, :operator, :value, :now)
                        on conflict do nothing returning id
                        """)
                .bind("project", project.value())
                .bind("name", name)
                .bind("property", condition.map(Condition::property).orElse(null))
                .bind("operator", condition.map(each -> each.operator().id()).orElse(null))
                .bind("value", condition.map(Condition::value).orElse(null))
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .mapTo(long.class)
                .findOne()
                .map(CohortId::new)
                .orElseThrow(() -> new ApiException(
                        ApiException.Kind.CONFLICT,
                        "Cannot make the cohort: there is one of this name (choose another)"));
    }

    /** Adds distinct ids; with {@code replace} all others leave. */
    Cohort upload(ProjectId project, CohortId id, Collection<DistinctId> ids, boolean replace) {
        if (require(project, id).condition().isPresent()) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot upload distinct ids: the cohort's members follow from a property");
        }
        String[] escaped = ids.stream().map(DistinctId::escaped).distinct().toArray(String[]::new);
        database.inTransaction("upload distinct ids", handle -> {
            if (replace) {
                ofCohort(handle.createUpdate(LEAVE), id).bind("ids", escaped).execute();
            }
            return ofCohort(handle.createUpdate(UPLOAD), id)
                    .bind("ids", escaped)
                    .execute();
        });
        return require(project, id);
    }

    private static Update ofCohort(Update update, CohortId id) {
        return update.bind("cohort", id.value());
    }

    void delete(ProjectId project, CohortId id) {
        require(project, id);
        database.with("delete a cohort", handle -> handle.createUpdate(
                        "delete from cohort where id = :id and project_id = :project")
                .bind("id", id.value())
                .bind("project", project.value())
                .execute());
    }

    /** After a person changed, in the transaction that changed it. */
    void follow(Handle transaction, ProjectId project, long person) {
        for (Cohort cohort : list(transaction, project)) {
            cohort.condition().ifPresent(condition -> {
                match(transaction, project, cohort.id(), condition, person);
                run(transaction, NO_MATCH, project, cohort.id(), condition, person);
            });
        }
    }

    /** @param person 0: all */
    private static void match(Handle handle, ProjectId project, CohortId cohort, Condition condition, long person) {
        run(handle, MATCH, project, cohort, condition, person);
    }

    private static void run(
            Handle handle, String sql, ProjectId project, CohortId cohort, Condition condition, long person) {
        ofCohort(handle.createUpdate(sql.formatted(condition.operator().sql())), cohort)
                .bind("project", project.value())
                .bind("person", person)
                .bind("property", condition.property())
                .bind("value", condition.value())
                .execute();
    }
}
