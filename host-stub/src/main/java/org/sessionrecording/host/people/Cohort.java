package org.sessionrecording.host.people;

import java.util.Optional;
import org.sessionrecording.api.project.People.CohortId;

/**
 * A named group of visitors.
 *
 * @param condition empty where distinct ids are uploaded
 * @param members distinct ids in it
 */
public record Cohort(CohortId id, String name, Optional<Condition> condition, long members) {}
