package org.sessionrecording.host.tasks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.plugins.PluginProjects;

/**
 * What plugins give, and the host's own operations beside it, as if a plugin {@code host} gave them: same records, lease,
 * page and API. No plugin can be called so. They are given once, by the composition root. Safe for use from any thread.
 */
public final class OwnOperations implements Extensions {
    /** The plugin id under which the host's own operations run. */
    public static final String HOST = "host";

    private final Extensions plugins;
    private final List<Contribution<Operation>> own;

    public OwnOperations(Extensions plugins, PluginProjects projects, List<Operation> own) {
        this.plugins = plugins;
        this.own = own.stream()
                .map(operation -> (Contribution<Operation>) new Own(operation, projects))
                .toList();
    }

    @Override
    @SuppressWarnings("unchecked") // the point is that of operations
    public <T extends ExtensionPoint> List<Contribution<T>> of(Class<T> point) {
        if (!point.equals(Operation.class)) {
            return plugins.of(point);
        }
        List<Contribution<T>> all = new ArrayList<>(plugins.of(point));
        own.forEach(operation -> all.add((Contribution<T>) operation));
        all.sort(Comparator.comparing(Contribution::pluginId));
        return all;
    }

    /** Called as it is: it is the host's own code, which nobody disables. */
    private record Own(Operation operation, PluginProjects projects) implements Contribution<Operation> {
        @Override
        public String pluginId() {
            return HOST;
        }

        @Override
        public Project project(ProjectId id) {
            return projects.find(HOST, id)
                    .orElseThrow(() -> new ApiException(Kind.MISSING, "Cannot find project " + id + ": there is none"));
        }

        @Override
        public <R> R call(String what, Call<Operation, R> call) {
            try {
                return call.on(operation);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception | LinkageError | StackOverflowError e) {
                throw new ApiException(Kind.INTERNAL, "Cannot " + what + ": " + e, e);
            }
        }
    }
}
