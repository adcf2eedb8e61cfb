package org.sessionrecording.plugin.capture;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A figure for each project that costs a look at the database: kept, and looked up anew beside the requests once it is older
 * than so long. Before the first look there is none. Safe for use from any thread.
 */
final class Refreshed<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Refreshed.class);

    private final Function<Project, T> lookUp;
    private final Duration life;
    private final Executor executor;
    private final Map<ProjectId, Figure<T>> figures = new ConcurrentHashMap<>();

    private static final class Figure<T> {
        final AtomicBoolean looking = new AtomicBoolean();
        volatile long at;
        volatile @Nullable T value;
    }

    Refreshed(Function<Project, T> lookUp, Duration life, Executor executor) {
        this.lookUp = lookUp;
        this.life = life;
        this.executor = executor;
    }

    /** Never blocks. */
    Optional<T> of(Project project) {
        Figure<T> figure = figures.computeIfAbsent(project.id(), id -> new Figure<>());
        boolean old = figure.value == null || System.nanoTime() - figure.at > life.toNanos();
        if (old && figure.looking.compareAndSet(false, true)) {
            executor.execute(() -> look(project, figure));
        }
        return Optional.ofNullable(figure.value);
    }

    private void look(Project project, Figure<T> figure) {
        try {
            figure.value = lookUp.apply(project);
            figure.at = System.nanoTime();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Cannot refresh what capture rules look at; asked again with the next visitor: {}", e.getMessage());
        } finally {
            figure.looking.set(false);
        }
    }
}
