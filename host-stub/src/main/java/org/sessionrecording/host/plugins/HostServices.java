package org.sessionrecording.host.plugins;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.sessionrecording.api.ClockDoubt;
import org.sessionrecording.api.PluginHost;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;

/** The host as one plugin sees it, from its start to its stop. Safe for use from any thread. */
record HostServices(
        String pluginId,
        String apiVersion,
        UUID installation,
        PluginProjects allProjects,
        Clock clock,
        Supplier<Optional<ClockDoubt>> doubt,
        PluginMetrics metrics,
        PluginWorkers workers,
        Map<String, String> declaredEnvironment)
        implements PluginHost {

    @Override
    public List<Project> projects() {
        return allProjects.all(pluginId);
    }

    @Override
    public Optional<Project> findProject(ProjectId id) {
        return allProjects.find(pluginId, id);
    }

    @Override
    public Optional<ClockDoubt> clockDoubt() {
        return doubt.get();
    }

    @Override
    public Optional<String> environment(String name) {
        return Optional.ofNullable(declaredEnvironment.get(name));
    }

    @Override
    public String toString() {
        return "PluginHost[" + pluginId + "]";
    }
}
