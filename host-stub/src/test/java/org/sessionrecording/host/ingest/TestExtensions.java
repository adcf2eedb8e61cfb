package org.sessionrecording.host.ingest;

import static org.mockito.Mockito.mock;

import java.util.List;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;

/** Extensions of a plugin called {@code test}, contained as the real ones are: what they throw is the plugin's fault. */
final class TestExtensions implements Extensions {
    private final List<ExtensionPoint> extensions;

    TestExtensions(ExtensionPoint... extensions) {
        this.extensions = List.of(extensions);
    }

    @Override
    public <T extends ExtensionPoint> List<Contribution<T>> of(Class<T> point) {
        return extensions.stream()
                .filter(point::isInstance)
                .<Contribution<T>>map(extension -> new Direct<>(point.cast(extension)))
                .toList();
    }

    private record Direct<T extends ExtensionPoint>(T extension) implements Contribution<T> {
        @Override
        public String pluginId() {
            return "test";
        }

        @Override
        public Project project(ProjectId id) {
            return mock(Project.class);
        }

        @Override
        public <R> R call(String what, Call<T, R> call) {
            try {
                return call.on(extension);
            } catch (ApiException e) {
                throw e;
            } catch (Exception e) {
                throw new ApiException(ApiException.Kind.PLUGIN, "Cannot " + what + ": plugin test failed", e);
            }
        }
    }
}
