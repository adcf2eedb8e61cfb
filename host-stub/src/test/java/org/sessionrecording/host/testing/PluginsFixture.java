package org.sessionrecording.host.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.project.ProjectServices;
import org.sessionrecording.host.settings.SecretBox;
import org.sessionrecording.host.settings.SettingsService;
import org.sessionrecording.host.store.Projects;

/** Plugins, their settings and their projects on a test's database, wired as in the host. Started by {@link #start}. */
public final class PluginsFixture implements AutoCloseable {
    private final PluginService plugins;
    private final Projects projects;
    private final SettingsService settings;
    private final ProjectServices services;

    /** @param directory holds the plugin zips */
    public PluginsFixture(PostgresFixture postgres, Path directory, String secretKey) {
        plugins = new PluginService(
                directory,
                List.of(),
                Map.of(),
                postgres.database(),
                new SimpleMeterRegistry(),
                postgres.clock(),
                Optional::empty);
        projects = new Projects(postgres.database());
        settings = new SettingsService(
                postgres.database(),
                postgres.clock(),
                plugins,
                projects,
                SecretBox.open(Optional.of(secretKey), directory));
        services = new ProjectServices(
                postgres.database(), postgres.clock(), projects, settings, plugins, Optional.empty());
    }

    public PluginsFixture start() {
        plugins.start(services);
        settings.start();
        return this;
    }

    public PluginService plugins() {
        return plugins;
    }

    public Projects projects() {
        return projects;
    }

    public SettingsService settings() {
        return settings;
    }

    /** The first project, made where there is none. */
    public ProjectId project() {
        return projects.ensureFirst("Test", Optional.empty()).id();
    }

    @Override
    public void close() {
        plugins.close();
        settings.close();
    }
}
