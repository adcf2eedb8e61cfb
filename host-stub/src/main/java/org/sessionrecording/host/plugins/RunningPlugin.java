package org.sessionrecording.host.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;

/** One plugin between its start and its stop. Changed by the lifecycle thread, read by any. */
final class RunningPlugin {
    private final HostServices services;
    private final PluginClasses loader;
    private final BiConsumer<String, String> giveUp;
    private final CallGate gate = new CallGate();
    private volatile List<ContainedExtension<?>> extensions = List.of();

    RunningPlugin(HostServices services, PluginClasses loader, BiConsumer<String, String> giveUp) {
        this.services = services;
        this.loader = loader;
        this.giveUp = giveUp;
    }

    String id() {
        return services.pluginId();
    }

    HostServices services() {
        return services;
    }

    PluginClasses loader() {
        return loader;
    }

    CallGate gate() {
        return gate;
    }

    PluginMetrics metrics() {
        return services.metrics();
    }

    Project project(ProjectId id) {
        return services.findProject(id)
                .orElseThrow(() -> new ApiException(Kind.MISSING, "Cannot find project " + id + ": there is none"));
    }

    /** Has the plugin disabled, soon, by the lifecycle thread. */
    void giveUp(String reason) {
        giveUp.accept(id(), reason);
    }

    void add(ExtensionPoint extension) {
        List<ContainedExtension<?>> more = new ArrayList<>(extensions);
        more.add(new ContainedExtension<>(this, extension));
        extensions = List.copyOf(more);
    }

    @SuppressWarnings("unchecked") // is(point) looked
    <T extends ExtensionPoint> void collect(Class<T> point, List<Contribution<T>> into) {
        for (ContainedExtension<?> extension : extensions) {
            if (extension.is(point)) {
                into.add((Contribution<T>) extension);
            }
        }
    }

    void release() {
        extensions.forEach(ContainedExtension::release);
        extensions = List.of();
    }
}
