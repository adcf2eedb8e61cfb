package org.sessionrecording.api.recording;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named facts of a chunk or a recording. {@link #merge} is associative and commutative, so that chunks may arrive in any
 * order. Immutable.
 */
public final class Facts {
    private static final Facts NONE = new Facts(new TreeMap<>());

    private final SortedMap<String, Fact> byName;

    private Facts(SortedMap<String, Fact> byName) {
        this.byName = Collections.unmodifiableSortedMap(byName);
    }

    public static Facts none() {
        return NONE;
    }

    /** Names are snake case, at most 63 characters. */
    public static Facts of(Map<String, Fact> facts) {
        facts.keySet().forEach(Facts::requireName);
        return new Facts(new TreeMap<>(facts));
    }

    private static void requireName(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "Cannot give fact '" + name + "': names are snake case, at most 63 characters");
        }
    }

    /** By name, in name order. */
    public SortedMap<String, Fact> byName() {
        return byName;
    }

    public Optional<Fact> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Both together; what both have is merged by its kind.
     *
     * @throws IllegalArgumentException where both have a name with different kinds
     */
    public Facts merge(Facts other) {
        TreeMap<String, Fact> merged = new TreeMap<>(byName);
        other.byName.forEach((name, fact) -> merged.merge(name, fact, Fact::merge));
        return new Facts(merged);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Facts facts && byName.equals(facts.byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    @Override
    public String toString() {
        return byName.toString();
    }
}
