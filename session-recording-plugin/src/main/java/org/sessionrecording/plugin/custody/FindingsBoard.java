package org.sessionrecording.plugin.custody;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Workers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the findings of every project in memory, for what every page shows: read every half minute on one thread of the plugin,
 * and whenever somebody looks at the list. Safe for use from any thread.
 */
public final class FindingsBoard {
    private static final Logger LOG = LoggerFactory.getLogger(FindingsBoard.class);
    private static final long PERIOD_SECONDS = 30;

    private final Supplier<List<Project>> projects;
    private final Map<ProjectId, List<Finding>> known = new ConcurrentHashMap<>();

    public FindingsBoard(Supplier<List<Project>> projects) {
        this.projects = projects;
    }

    /** Begins to read; ends with the plugin's workers. */
    public void start(Workers workers) {
        workers.pool("findings", 1, 1).execute(this::keepReading);
    }

    /** What was known when it was read last, oldest first. From memory. */
    List<Finding> known(ProjectId project) {
        return known.getOrDefault(project, List.of());
    }

    /** What is known now, oldest first. Blocks on the database. */
    List<Finding> read(Project project) {
        List<Finding> now = Findings.all(project.state());
        known.put(project.id(), now);
        return now;
    }

    private void keepReading() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                readAll();
                TimeUnit.SECONDS.sleep(PERIOD_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() {
        try {
            projects.get().forEach(this::read);
        } catch (CancelledException e) {
            Thread.currentThread().interrupt();
        } catch (ApiException e) {
            LOG.warn("Cannot read what is wrong in the archive; trying again: {}", e.getMessage());
        }
    }
}
