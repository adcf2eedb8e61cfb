package org.sessionrecording.api.project;

import java.util.List;
import java.util.Optional;

/**
 * Durable small records of a plugin in one project. Keys are 1 to 300 characters, values at most 64 KiB of text without
 * NUL. Every method blocks on the host's database and is durable when it returns.
 */
public interface State {
    record Entry(String key, String value, long version) {}

    Optional<Entry> find(String key);

    /**
     * Compare and set: writes when the stored version equals {@code expectedVersion} (0: there must be none).
     *
     * @return the new entry, or empty when another writer was first
     */
    Optional<Entry> put(String key, String value, long expectedVersion);

    /** Removes when the version still matches; false otherwise. */
    boolean delete(String key, long expectedVersion);

    /** Entries whose key starts with {@code prefix} and is greater than {@code after}, in key order, at most {@code limit}. */
    List<Entry> scan(String prefix, String after, int limit);

    /**
     * Adds to a counter exactly once per call unless the result would exceed {@code limit}; exact under concurrency, on
     * any number of hosts.
     *
     * @return the new value, or empty where the limit forbids it and nothing was added
     */
    Optional<Long> addUpTo(String counter, long delta, long limit);
}
