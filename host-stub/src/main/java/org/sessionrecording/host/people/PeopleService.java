package org.sessionrecording.host.people;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.StoredEvent;
import org.sessionrecording.host.time.HostClock;

/**
 * The door of the room: learns from events, answers plugins, keeps cohorts. Started and closed by the composition root; safe
 * for use from any thread.
 */
public final class PeopleService implements AutoCloseable {
    private final Cohorts cohorts;
    private final Persons persons;
    private final CohortMembers members;

    public PeopleService(Database database, HostClock clock) {
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
