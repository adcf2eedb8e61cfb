package org.sessionrecording.plugin.retention;

import java.util.Locale;
import org.sessionrecording.api.recording.Recordings.Totals;

/** Figures as people read them. */
final class Words {
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB"};

    private Words() {}

    /** {@code 4,120}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 3.1 GB}: thousands, as disks are sold. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? count(bytes) + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** {@code 1 recording}, {@code 4,120 recordings}. */
    static String recordings(long count) {
        return count == 1 ? "1 recording" : count(count) + " recordings";
    }

    /** {@code 4,120 recordings of 3.1 GB}. */
    static String recordings(Totals totals) {
        return recordings(totals.recordings()) + " of " + bytes(totals.storedBytes());
    }
}
