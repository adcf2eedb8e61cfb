package org.sessionrecording.host.people;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.StoredEvent;
import org.sessionrecording.host.time.HostClock;

/**
 * The door of the room: learns from events, answers plugins, keeps cohorts. Started and closed by the composition root; safe
 * for use from any thread.
 */
public final class PeopleService implements AutoCloseable {
    private final Database database;
    private final HostClock clock;
    private final Cohorts cohorts;
    private final Persons persons;
    private final CohortMembers members;

    public PeopleService(Database database, HostClock clock) {
        this.database = database;
        this.clock = clock;
        this.cohorts = new Cohorts(database, clock);
        this.persons = new Persons(database, clock, cohorts);
        this.members = new CohortMembers(database);
    }

    /** Reads who is in which cohort. Blocks on the database. */
    public void start() {
        members.start();
    }

    /** Takes over what events say of persons; may be told the same again. Blocks on the database where they say anything. */
    public void learn(ProjectId project, List<StoredEvent> events) {
        List<PersonNews> news =
                events.stream().map(PersonNews::of).flatMap(Optional::stream).toList();
        if (!news.isEmpty()) {
            persons.learn(project, news);
        }
    }

    /** One project's persons, as plugins see them. */
    public People of(ProjectId project) {
        return new OfProject(project);
    }

    /** A project's cohorts, oldest first. */
    public List<Cohort> cohorts(ProjectId project) {
        return cohorts.list(project);
    }

    /** @throws org.sessionrecording.api.ApiException of kind MISSING */
    public Cohort requireCohort(ProjectId project, CohortId id) {
        return cohorts.require(project, id);
    }

    /** Makes a cohort; one with a condition has its members at once. */
    public Cohort createCohort(ProjectId project, String name, Optional<Condition> condition, String actor) {
        Cohort made = cohorts.create(project, name, condition);
        changed(
                project,
                actor,
                "cohort_created",
                made,
                condition.map(Condition::toString).orElse(""));
        return made;
    }

    /** Adds distinct ids to a cohort that lives from uploads; with {@code replace} all others leave. */
    public Cohort upload(ProjectId project, CohortId id, Collection<DistinctId> ids, boolean replace, String actor) {
        Cohort changed = cohorts.upload(project, id, ids, replace);
        String detail = ids.size() + (replace ? " distinct ids in place of those before" : " distinct ids");
        changed(project, actor, "cohort_uploaded", changed, detail);
        return changed;
    }

    /** Deletes a cohort; whoever was in it is in none by this number any more. */
    public void deleteCohort(ProjectId project, CohortId id, String actor) {
        Cohort gone = cohorts.require(project, id);
        cohorts.delete(project, id);
        changed(project, actor, "cohort_deleted", gone, "");
    }

    private void changed(ProjectId project, String actor, String action, Cohort cohort, String detail) {
        new PgAudit(database, clock, project, actor).record(action, cohort.id().value() + " " + cohort.name(), detail);
        members.look();
    }

    Cohorts cohorts() {
        return cohorts;
    }

    Persons persons() {
        return persons;
    }

    CohortMembers members() {
        return members;
    }

    private final class OfProject implements People {
        private final ProjectId project;

        OfProject(ProjectId project) {
            this.project = project;
        }

        @Override
        public Optional<PersonId> findPerson(DistinctId distinctId) {
            return persons.findId(project, distinctId);
        }

        @Override
        public Set<DistinctId> distinctIds(PersonId person) {
            return Set.copyOf(persons.distinctIds(project, person));
        }

        @Override
        public boolean isMember(CohortId cohort, DistinctId distinctId) {
            return members.contains(project, cohort, distinctId.escaped());
        }

        @Override
        public Optional<String> findCohortName(CohortId cohort) {
            return cohorts.find(project, cohort).map(Cohort::name);
        }
    }

    @Override
    public void close() {
        members.close();
    }
}
