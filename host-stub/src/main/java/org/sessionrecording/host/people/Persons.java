package org.sessionrecording.host.people;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.project.People.PersonId;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DistinctIds;
import org.sessionrecording.host.store.PersonsLock;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.time.HostClock;

/**
 * Persons of all projects in the database. Changes of one project's persons wait for each other, so that two that are found
 * to be one are joined once. Safe for use from any thread.
 */
final class Persons {
    private static final int MOST_PROPERTIES_BYTES = 64 * 1024;

    private static final String FIND =
            "select person from person_distinct_id where project_id = :project and escaped_id = :escaped";

    /** What is new wins, or what is old; nothing grows beyond the limit. */
    private static final String SET = """
            update person p set properties = merged.properties
            from (select q.id, case when :once then cast(:new as jsonb) || q.properties
                                    else q.properties || cast(:new as jsonb) end as properties
                  from person q where q.id = :person) merged
            where p.id = merged.id and octet_length(merged.properties::text) <= :most
            """;

    private final Database database;
    private final HostClock clock;
    private final Cohorts cohorts;
    private final Tombstones tombstones;

    /** A person with all that is known of it. */
    record Person(PersonId id, List<DistinctId> distinctIds, String properties) {}

    Persons(Database database, HostClock clock, Cohorts cohorts) {
        this.database = database;
        this.clock = clock;
        this.cohorts = cohorts;
        this.tombstones = new Tombstones(database);
    }

    Optional<Person> find(ProjectId project, DistinctId id) {
        return database.with(
                "find a person", handle -> find(handle, project, id).map(person -> read(handle, person)));
    }

    Optional<PersonId> findId(ProjectId project, DistinctId id) {
        return database.with(
                "find a person", handle -> find(handle, project, id).map(PersonId::new));
    }

    List<DistinctId> distinctIds(ProjectId project, PersonId person) {
        return database.with("list a person's distinct ids", handle -> handle.createQuery(
                        "select distinct_id from person_distinct_id where person = :person and project_id = :project")
                .bind("person", person.value())
                .bind("project", project.value())
                .map((row, context) -> DistinctIds.decode(row.getBytes("distinct_id")))
                .list());
    }

    private Person read(Handle handle, long person) {
        List<DistinctId> ids = handle.createQuery(
                        "select distinct_id from person_distinct_id where person = :person order by escaped_id")
                .bind("person", person)
                .map((row, context) -> DistinctIds.decode(row.getBytes("distinct_id")))
                .list();
        String properties = handle.createQuery("select properties::text from person where id = :person")
                .bind("person", person)
                .mapTo(String.class)
                .one();
        return new Person(new PersonId(person), ids, properties);
    }

    /**
     * Takes over what events say of persons, in one transaction, in order; saying it again changes nothing. Of who was erased
     * since the events were stored nothing is learnt: an erasure takes the same lock once its tombstones stand.
     */
    void learn(ProjectId project, List<PersonNews> news) {
        Set<DistinctId> ids = news.stream()
                .flatMap(each -> Stream.concat(Stream.of(each.distinctId()), each.sameAs().stream()))
                .collect(Collectors.toSet());
        database.inTransaction("learn of persons", handle -> {
            PersonsLock.take(handle, project);
            Map<DistinctId, Instant> erased = tombstones.ofVisitors(handle, project, ids);
            news.forEach(each -> each.without(erased).ifPresent(left -> learn(handle, project, left)));
            return null;
        });
    }

    private void learn(Handle handle, ProjectId project, PersonNews news) {
        long person = find(handle, project, news.distinctId()).orElseGet(() -> create(handle, project));
        attach(handle, project, news.distinctId(), person);
        for (DistinctId other : news.sameAs()) {
            find(handle, project, other)
                    .filter(known -> known != person)
                    .ifPresent(known -> join(handle, known, person));
            attach(handle, project, other, person);
        }
        set(handle, person, news.setOnce(), true);
        set(handle, person, news.set(), false);
        cohorts.follow(handle, project, person);
    }

    private static Optional<Long> find(Handle handle, ProjectId project, DistinctId id) {
        return handle.createQuery(FIND)
                .bind("project", project.value())
                .bind("escaped", id.escaped())
                .mapTo(Long.class)
                .findOne();
    }

    private long create(Handle handle, ProjectId project) {
        return handle.createQuery("insert into person (project_id, created_at) values (:project, :now) returning id")
                .bind("project", project.value())
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .mapTo(long.class)
                .one();
    }

    private static void attach(Handle handle, ProjectId project, DistinctId id, long person) {
        handle.createUpdate("""
                        insert into person_distinct_id (project_id, escaped_id, distinct_id, person)
                        values (:project, :escaped, :id, :person) on conflict do nothing
                        """)
                .bind("project", project.value())
                .bind("escaped", id.escaped())
                .bind("id", DistinctIds.encode(id))
                .bind("person", person)
                .execute();
    }

    /** Two persons were one all along: ids move, properties of the one that stays win. */
    private static void join(Handle handle, long from, long into) {
        handle.createUpdate("update person_distinct_id set person = :into where person = :from")
                .bind("into", into)
                .bind("from", from)
                .execute();
        handle.createUpdate("""
                        update person p set properties = g.properties || p.properties
                        from person g
                        where p.id = :into and g.id = :from
                          and octet_length((g.properties || p.properties)::text) <= :most
                        """)
                .bind("into", into)
                .bind("from", from)
                .bind("most", MOST_PROPERTIES_BYTES)
                .execute();
        handle.createUpdate("delete from person where id = :from")
                .bind("from", from)
                .execute();
    }

    private static void set(Handle handle, long person, String properties, boolean once) {
        if (!properties.equals(PersonNews.NOTHING)) {
            handle.createUpdate(SET)
                    .bind("person", person)
                    .bind("new", properties)
                    .bind("once", once)
                    .bind("most", MOST_PROPERTIES_BYTES)
                    .execute();
        }
    }
}
