package org.sessionrecording.host.plugins;

import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;

/** One extension of one plugin, called only through containment. */
public interface Contribution<T extends ExtensionPoint> {
    String pluginId();

    /** A project as this plugin sees it: with its own settings and state. */
    Project project(ProjectId id);

    /**
     * Calls the extension with the plugin's class loader as the thread's, timed and counted. What it throws comes out as an
     * {@link org.sessionrecording.api.ApiException} (its own unchanged, all else as kind PLUGIN naming the plugin); after
     * repeated failures the plugin is disabled with the reason shown. A call holds off the plugin's stop until it returns.
     *
     * @param what a few words for logs, e.g. {@code "enrich"}
     */
    <R> R call(String what, Call<T, R> call);

    /** What is done with the extension. */
    @FunctionalInterface
    interface Call<T, R> {
        R on(T extension) throws Exception;
    }
}
