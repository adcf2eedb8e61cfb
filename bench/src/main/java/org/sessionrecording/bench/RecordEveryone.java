package org.sessionrecording.bench;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;

/** The only extension of a bench: a rule that records everyone. */
final class RecordEveryone implements Extensions, CaptureRule {
    @Override
    public String id() {
        return "everyone";
    }

    @Override
    public CaptureDecision decide(CaptureRequest request) {
        return new CaptureDecision.Record(Map.of());
    }

    @Override
    public <T extends ExtensionPoint> List<Contribution<T>> of(Class<T> point) {
        return point.isInstance(this) ? List.of(new Direct<>(point.cast(this))) : List.of();
    }

    private record Direct<T extends ExtensionPoint>(T extension) implements Contribution<T> {
        @Override
        public String pluginId() {
            return "bench";
        }

        @Override
        public Project project(ProjectId id) {
            return (Project) Proxy.newProxyInstance(
                    Project.class.getClassLoader(), new Class<?>[] {Project.class}, (proxy, method, arguments) -> {
                        throw new UnsupportedOperationException("Cannot ask the project of a bench");
                    });
        }

        @Override
        public <R> R call(String what, Call<T, R> call) {
            try {
                return call.on(extension);
            } catch (Exception e) {
                throw new ApiException(ApiException.Kind.PLUGIN, "Cannot " + what, e);
            }
        }
    }
}
