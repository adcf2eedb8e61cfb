package org.sessionrecording.host.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.sessionrecording.api.recording.Recording;

/** Figures as people read them. */
final class Human {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH);

    private Human() {}

    /** {@code 1.5 MB}: thousands, as disks are sold. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** {@code 4,120}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1:02:03} or {@code 2:03}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    static String time(Instant at, ZoneId zone) {
        return TIME.withZone(zone).format(at);
    }

    /** {@code bytes_archived} becomes {@code Bytes archived}, {@code os_version} becomes {@code OS version}. */
    static String words(String snake) {
        String words =
                (snake + "_").replaceFirst("^os_", "OS_").replace('_', ' ').strip();
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** {@code the disk is full} becomes {@code The disk is full.} */
    static String sentence(String text) {
        return text.isEmpty()
                ? ""
                : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }

    /** Where a recording is; "live" is what a visit is that goes on. */
    static String where(Recording.State state) {
        return state == Recording.State.LIVE ? "in database" : state.name().toLowerCase(Locale.ROOT);
    }

    /** A figure of a run: bytes where its name says so. */
    static String figure(String name, long value) {
        return name.startsWith("bytes") || name.endsWith("bytes") ? bytes(value) : Long.toString(value);
    }
}
