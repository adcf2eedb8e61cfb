package org.sessionrecording.host.assets;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;

/**
 * What was fetched lately, and what could not be, by project: so that no one learns from it what others watch. Bounded in bytes;
 * what was not asked for longest goes first. For any thread.
 */
final class AssetCache {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration FAILURE_KEPT = Duration.ofMinutes(1);
    /** What an entry takes beside its bytes. */
    private static final int OVERHEAD = 512;

    private final long capacity;
    private final Clock clock;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(ProjectId project, AssetUrl url) {}

    /** @param asset empty where it was refused, or could not be had */
    record Entry(Optional<Asset> asset, String why, Instant until) {
        private long size() {
            return OVERHEAD + asset.map(each -> each.bytes().length).orElse(0);
        }
    }

    AssetCache(long capacity, Clock clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    synchronized Optional<Entry> find(ProjectId project, AssetUrl url) {
        return Optional.ofNullable(entries.get(new Key(project, url)))
                .filter(entry -> clock.instant().isBefore(entry.until()));
    }

    Entry keep(ProjectId project, AssetUrl url, Asset asset) {
        return put(
                project, url, new Entry(Optional.of(asset), "", clock.instant().plus(KEPT)));
    }

    Entry keepFailure(ProjectId project, AssetUrl url, String why) {
        return put(
                project, url, new Entry(Optional.empty(), why, clock.instant().plus(FAILURE_KEPT)));
    }

    private synchronized Entry put(ProjectId project, AssetUrl url, Entry entry) {
        Entry old = entries.put(new Key(project, url), entry);
        bytes += entry.size() - (old == null ? 0 : old.size());
        Iterator<Entry> eldest = entries.values().iterator();
        while (bytes > capacity && eldest.hasNext()) {
            bytes -= eldest.next().size();
            eldest.remove();
        }
        return entry;
    }

    synchronized long bytes() {
        return bytes;
    }
}
