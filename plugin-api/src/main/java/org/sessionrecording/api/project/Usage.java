package org.sessionrecording.api.project;

import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;

/** What recordings take. Figures may be some minutes old. Blocks on the host's database. */
public interface Usage {
    /** Stored bytes and chunks that arrived on one day (UTC). */
    record Day(LocalDate day, long chunks, long storedBytes, long rawBytes) {}

    /** The last {@code days} days that have chunks, newest first. */
    List<Day> recent(int days);

    /** Stored bytes of live recordings. */
    long liveBytes();

    /** Free bytes where the database keeps its files; empty where the host cannot know. */
    OptionalLong freeDiskBytes();
}
