package org.sessionrecording.host.web;

import static org.mockito.Mockito.mock;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;

/** Extensions by plugin id, called as they are. */
public final class FakeExtensions implements Extensions {
    private final Map<String, ExtensionPoint> byPlugin;

    public FakeExtensions(Map<String, ? extends ExtensionPoint> byPlugin) {
        this.byPlugin = new TreeMap<>(byPlugin);
    }

    @Override
    public <T extends ExtensionPoint> List<Contribution<T>> of(Class<T> point) {
        return byPlugin.entrySet().stream()
                .filter(entry -> point.isInstance(entry.getValue()))
                .<Contribution<T>>map(entry -> new Direct<>(entry.getKey(), point.cast(entry.getValue())))
                .toList();
    }

    private record Direct<T extends ExtensionPoint>(String pluginId, T extension) implements Contribution<T> {
        @Override
        public Project project(ProjectId id) {
            return mock(Project.class);
        }

        @Override
        public <R> R call(String what, Call<T, R> call) {
            try {
                return call.on(extension);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
