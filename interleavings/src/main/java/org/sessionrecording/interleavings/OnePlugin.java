package org.sessionrecording.interleavings;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.plugin.archive.ArchiveSource;

/** The extensions that the host meets here: everybody is recorded, and the plugin reads its archive. */
record OnePlugin(ArchiveSource archive, Project project) implements Extensions {
    private record Everybody() implements CaptureRule {
        @Override
        public String id() {
            return "everybody";
        }

        @Override
        public CaptureDecision decide(CaptureRequest request) {
            return new CaptureDecision.Record(Map.of());
        }
    }

    private record Given<T extends ExtensionPoint>(T extension, Project seen) implements Contribution<T> {
        @Override
        public String pluginId() {
            return PluginProject.PLUGIN;
        }

        @Override
        public Project project(ProjectId id) {
            return seen;
        }

        @Override
        public <R> R call(String what, Call<T, R> call) {
            try {
                return call.on(extension);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("Cannot " + what, e);
            }
        }
    }

    @Override
    public <T extends ExtensionPoint> List<Contribution<T>> of(Class<T> point) {
        return Stream.<ExtensionPoint>of(archive, new Everybody())
                .filter(point::isInstance)
                .<Contribution<T>>map(extension -> new Given<>(point.cast(extension), project))
                .toList();
    }
}
