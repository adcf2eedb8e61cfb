package org.sessionrecording.api.project;

/** Number of a project (tenant), from 1. */
public record ProjectId(long value) implements Comparable<ProjectId> {
    public ProjectId {
        if (value < 1) {
            throw new IllegalArgumentException("Cannot name project " + value + ": ids start at 1");
        }
    }

    @Override
    public int compareTo(ProjectId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
