package org.sessionrecording.host.plugins;

import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;

/** Projects as each plugin sees them; the project room implements it. Safe for use from any thread. */
public interface PluginProjects {
    /** All projects, in id order. */
    List<Project> all(String pluginId);

    Optional<Project> find(String pluginId, ProjectId id);

    /** Lets go of everything that is kept for a plugin, its listeners included. */
    void release(String pluginId);
}
