package org.sessionrecording.plugin.retention;

import java.time.Duration;
import java.util.Locale;
import org.sessionrecording.api.project.Metrics;
import org.sessionrecording.api.project.ProjectId;

/** Counts and times what runs of one project do. Safe for use from any thread. */
final class RunMeter {
    private final Metrics metrics;
    private final String project;

    /** What a run spends its time with. */
    enum Stage {
        READ,
        WRITE,
        LINK,
        REMOVE
    }

    RunMeter(Metrics metrics, ProjectId project) {
        this.metrics = metrics;
        this.project = project.toString();
    }

    /** Lets every counter be there from the start, so that a first failure shows as a rise. */
    void prepare() {
        count("retention.archived.recordings", 0);
        count("retention.archived.bytes", 0);
        count("retention.removed.recordings", 0);
        count("retention.removed.bytes", 0);
        for (Cause cause : Cause.values()) {
            metrics.count("retention.failures", 0, "project", project, "cause", cause.text());
        }
    }

    void archived(long bytes) {
        count("retention.archived.recordings", 1);
        count("retention.archived.bytes", bytes);
    }

    void removed(long bytes) {
        count("retention.removed.recordings", 1);
        count("retention.removed.bytes", bytes);
    }

    void failed(Cause cause) {
        metrics.count("retention.failures", 1, "project", project, "cause", cause.text());
    }

    /** @param startedNanos as {@link System#nanoTime()} */
    void time(Stage stage, long startedNanos) {
        metrics.time(
                "retention.stage",
                Duration.ofNanos(System.nanoTime() - startedNanos),
                "project",
                project,
                "stage",
                stage.name().toLowerCase(Locale.ROOT));
    }

    private void count(String name, double amount) {
        metrics.count(name, amount, "project", project);
    }
}
