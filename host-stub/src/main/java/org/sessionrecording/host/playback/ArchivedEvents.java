package org.sessionrecording.host.playback;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.store.EventKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which events archived recordings came from, once the database has forgotten them. Asks the parts for it, within a
 * deadline, and leaves the archive alone for a while after it failed: ingest never waits for it longer. What it does not know
 * is stored as late. Keeps the lists of the parts asked for last. Safe for use from any thread; close it with the host.
 */
public final class ArchivedEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchivedEvents.class);
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration REST = Duration.ofSeconds(30);
    private static final int THREADS = 2;
    /** Of 32 bytes each, over all parts that are kept. */
    private static final int MOST_KEPT = 200_000;

    private final Function<ProjectId, ArchiveLinks> links;
    private final Archives archives;
    private final long deadlineNanos;
    private final ExecutorService reading;
    private final AtomicLong restsUntil = new AtomicLong(System.nanoTime());
    private final Map<String, UUID[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int keptEvents;

    public ArchivedEvents(Extensions extensions, Function<ProjectId, ArchiveLinks> links) {
        this(extensions, links, DEADLINE);
    }

    ArchivedEvents(Extensions extensions, Function<ProjectId, ArchiveLinks> links, Duration deadline) {
        this.links = links;
        this.archives = new Archives(extensions);
        this.deadlineNanos = deadline.toNanos();
        this.reading = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "archived-events");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Those of some events from which chunks in parts of these recordings came, as far as can be told in time.
     *
     * @param recordings of one session, which have parts
     */
    public Set<UUID> among(Collection<UUID> events, ProjectId project, Collection<Long> recordings) {
        if (events.isEmpty() || recordings.isEmpty() || System.nanoTime() - restsUntil.get() < 0) {
            return Set.of();
        }
        Future<Set<UUID>> found = reading.submit(() -> find(events, project, recordings));
        try {
            return found.get(deadlineNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        } catch (TimeoutException e) {
            rest("it did not answer in time");
            return Set.of();
        } catch (ExecutionException e) {
            rest(e.getCause() instanceof ApiException failure ? String.valueOf(failure.getMessage()) : e.toString());
            return Set.of();
        } finally {
            found.cancel(true);
        }
    }

    private void rest(String why) {
        restsUntil.set(System.nanoTime() + REST.toNanos());
        LOG.warn("Repeats of archived events are stored as late for {} s: {}", REST.toSeconds(), why);
    }

    private Set<UUID> find(Collection<UUID> events, ProjectId project, Collection<Long> recordings) {
        Set<UUID> found = new HashSet<>();
        for (long recording : recordings) {
            for (ArchivePart part : links.apply(project).parts(new RecordingKey(recording))) {
                UUID[] known = events(project, part);
                events.stream()
                        .filter(event -> Arrays.binarySearch(known, event) >= 0)
                        .forEach(found::add);
            }
        }
        return found;
    }

    private UUID[] events(ProjectId project, ArchivePart part) {
        synchronized (kept) {
            UUID[] known = kept.get(part.sha256());
            if (known != null) {
                return known;
            }
        }
        UUID[] read = sorted(archives.chunks(project, part));
        keep(part.sha256(), read);
        return read;
    }

    private static UUID[] sorted(List<ArchivedChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.info().eventIds().stream())
                .map(id -> EventKeys.of(HexFormat.of().parseHex(id)))
                .distinct()
                .sorted()
                .toArray(UUID[]::new);
    }

    private void keep(String part, UUID[] events) {
        synchronized (kept) {
            if (events.length > MOST_KEPT || kept.putIfAbsent(part, events) != null) {
                return;
            }
            keptEvents += events.length;
            var eldest = kept.entrySet().iterator();
            while (keptEvents > MOST_KEPT) {
                keptEvents -= eldest.next().getValue().length;
                eldest.remove();
            }
        }
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
