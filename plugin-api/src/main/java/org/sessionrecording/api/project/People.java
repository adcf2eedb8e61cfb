package org.sessionrecording.api.project;

import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.recording.DistinctId;

/** Persons and cohorts of a project. Membership is answered from memory within a millisecond. */
public interface People {
    record PersonId(long value) {}

    record CohortId(long value) {}

    Optional<PersonId> findPerson(DistinctId distinctId);

    /** All distinct ids of a person. Blocks. */
    Set<DistinctId> distinctIds(PersonId person);

    boolean isMember(CohortId cohort, DistinctId distinctId);

    /** A cohort's name; empty where the project has none of this number. Blocks. */
    Optional<String> findCohortName(CohortId cohort);
}
