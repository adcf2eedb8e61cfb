package org.sessionrecording.host.ingest;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.sessionrecording.api.project.ProjectId;

/** Which events archived recordings came from, after the database forgot them. */
@FunctionalInterface
public interface SeenInParts {
    /** Nobody looks: what comes again so late is stored as late. */
    SeenInParts NOBODY = (events, project, recordings) -> Set.of();

    /**
     * Those of some events that are in parts of these recordings, as far as can be told within a short time. Never throws.
     *
     * @param recordings keys of one session's, which have parts
     */
    Set<UUID> among(Collection<UUID> events, ProjectId project, Collection<Long> recordings);
}
