package org.sessionrecording.host.ingest;

import java.util.List;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.StoredEvent;

/** Hears of ordinary events once they are stored; of repeats too, so that what it missed before reaches it then. */
@FunctionalInterface
public interface EventFollower {
    /** Nobody listens. */
    EventFollower NONE = (project, events) -> {};

    /** What it throws refuses the request: the client sends it again. */
    void stored(ProjectId project, List<StoredEvent> events);
}
