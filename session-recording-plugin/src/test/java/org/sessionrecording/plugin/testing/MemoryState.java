package org.sessionrecording.plugin.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sessionrecording.api.project.State;

/** Records of a plugin in memory. */
public final class MemoryState implements State {
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, Long> counters = new TreeMap<>();

    @Override
    public synchronized Optional<Entry> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public synchronized Optional<Entry> put(String key, String value, long expectedVersion) {
        long version = find(key).map(Entry::version).orElse(0L);
        if (version != expectedVersion) {
            return Optional.empty();
        }
        Entry entry = new Entry(key, value, version + 1);
        entries.put(key, entry);
        return Optional.of(entry);
    }

    @Override
    public synchronized boolean delete(String key, long expectedVersion) {
        boolean matches = find(key).map(Entry::version).orElse(0L) == expectedVersion;
        return matches && entries.remove(key) != null;
    }

    @Override
    public synchronized List<Entry> scan(String prefix, String after, int limit) {
        return entries.values().stream()
                .filter(entry -> entry.key().startsWith(prefix) && entry.key().compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Long> addUpTo(String counter, long delta, long limit) {
        long sum = counters.getOrDefault(counter, 0L) + delta;
        if (sum > limit) {
            return Optional.empty();
        }
        counters.put(counter, sum);
        return Optional.of(sum);
    }
}
