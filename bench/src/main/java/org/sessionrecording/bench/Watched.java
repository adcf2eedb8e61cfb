package org.sessionrecording.bench;

import com.microsoft.playwright.Page;
import java.time.Duration;

/**
 * What somebody waits for who opens a recording and seeks to nine tenths of it.
 *
 * @param first milliseconds from the beginning of the navigation until the first picture was painted
 * @param seek milliseconds until the moment was painted
 * @param longestTask milliseconds; a browser reports those over 50
 */
record Watched(double first, double seek, double longestTask) {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final double REPORTED = 50;

    static double number(Object evaluated) {
        return ((Number) evaluated).doubleValue();
    }

    /** Of the page and what it frames, since they share a thread. */
    static double longest(Page page) {
        double longest = REPORTED;
        for (var frame : page.frames()) {
            longest = Math.max(longest, number(frame.evaluate("() => Math.max(0, ...(window.tasks ?? []))")));
        }
        return longest;
    }
}
