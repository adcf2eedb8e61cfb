package org.sessionrecording.api.operation;

import java.util.Optional;
import org.sessionrecording.api.project.Project;

/** An operation that the host also wakes by cron, once per scheduled instant in the whole installation. */
public interface ScheduledTask extends Operation {
    /**
     * The Quartz cron expression of a project, from its settings, read in the project's zone; empty: not scheduled. Asked
     * at start and after each change of the plugin's settings.
     */
    Optional<String> cron(Project project);
}
