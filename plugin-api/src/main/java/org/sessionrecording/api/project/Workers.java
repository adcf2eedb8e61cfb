package org.sessionrecording.api.project;

import java.util.concurrent.ExecutorService;

/** Threads for a plugin. The host names and bounds them, sets the plugin's class loader on them and ends them with the plugin. */
public interface Workers {
    /**
     * A pool of exactly {@code threads} threads (1 to 64) whose queue holds {@code queue} tasks; a submission beyond that
     * runs in the caller, which is the back-pressure. The caller may close it earlier.
     */
    ExecutorService pool(String name, int threads, int queue);
}
