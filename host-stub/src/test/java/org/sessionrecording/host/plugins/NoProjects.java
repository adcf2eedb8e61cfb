package org.sessionrecording.host.plugins;

import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;

/** An installation without projects. */
record NoProjects() implements PluginProjects {
    @Override
    public List<Project> all(String pluginId) {
        return List.of();
    }

    @Override
    public Optional<Project> find(String pluginId, ProjectId id) {
        return Optional.empty();
    }

    @Override
    public void release(String pluginId) {}
}
