package org.sessionrecording.plugin.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.api.settings.SettingValues;

/**
 * Who is recorded, and how.
 *
 * @param enabled the switch; nothing else matters while it is off
 * @param urls pages that are recorded; empty: all
 * @param exceptUrls pages that are not, even so
 * @param cohort only its members; empty: everyone
 * @param samplePercent share of sessions
 * @param limits after which recording pauses
 * @param minimum sessions that end earlier are not sent, by clients that can wait
 * @param startEvents recording starts with one of these events, in clients that can; empty: at once
 * @param startUrls or on one of these pages
 */
public record CaptureSettings(
        boolean enabled,
        UrlPatterns urls,
        UrlPatterns exceptUrls,
        Optional<CohortId> cohort,
        int samplePercent,
        Limits limits,
        Duration minimum,
        List<String> startEvents,
        UrlPatterns startUrls,
        Masking masking,
        boolean canvas) {
    private static final long GIGABYTE = 1_000_000_000L;

    /**
     * Numbers after which recording pauses; 0: never.
     *
     * @param nextSessions so many sessions from when it was set, or set again
     * @param again how often it was set again
     * @param perDay recordings of one day (UTC)
     * @param storedBytes of recordings in the database
     * @param freeBytes that must be free where the database keeps its files
     */
    public record Limits(long nextSessions, long again, long perDay, long storedBytes, long freeBytes) {}

    /** Values that passed the host's checks and {@link CaptureSpecs#problems}. */
    public static CaptureSettings read(SettingValues values) {
        long cohort = values.number(CaptureSpecs.COHORT);
        return new CaptureSettings(
                RecordingSettings.isRecordingEnabled(values),
                UrlPatterns.parse(values.text(CaptureSpecs.URLS)),
                UrlPatterns.parse(values.text(CaptureSpecs.URLS_EXCEPT)),
                cohort == 0 ? Optional.empty() : Optional.of(new CohortId(cohort)),
                Math.toIntExact(values.number(CaptureSpecs.SAMPLE)),
                new Limits(
                        values.number(CaptureSpecs.NEXT_SESSIONS),
                        values.number(CaptureSpecs.NEXT_SESSIONS_AGAIN),
                        values.number(CaptureSpecs.PER_DAY),
                        values.number(CaptureSpecs.STORED_GB) * GIGABYTE,
                        values.number(CaptureSpecs.FREE_GB) * GIGABYTE),
                Duration.ofSeconds(values.number(CaptureSpecs.MINIMUM_SECONDS)),
                names(values.text(CaptureSpecs.START_EVENTS), ","),
                UrlPatterns.parse(values.text(CaptureSpecs.START_URLS)),
                new Masking(
                        values.flag(CaptureSpecs.MASK_INPUTS),
                        values.text(CaptureSpecs.MASK_TEXT).strip(),
                        values.text(CaptureSpecs.BLOCK).strip(),
                        names(values.text(CaptureSpecs.MASK_ATTRIBUTES), "[\\s,]+"),
                        names(values.text(CaptureSpecs.MASK_URL_PARAMETERS), "[\\s,]+")),
                values.flag(CaptureSpecs.CANVAS));
    }

    /** What turns the switch, as settings. */
    public static Map<String, String> switched(boolean on) {
        return Map.of(RecordingSettings.RECORDING_ENABLED, Boolean.toString(on));
    }

    /** What counts the next sessions anew, as settings. */
    public Map<String, String> countedAnew() {
        return Map.of(CaptureSpecs.NEXT_SESSIONS_AGAIN, Long.toString(limits.again() + 1));
    }

    private static List<String> names(String text, String separator) {
        return Arrays.stream(text.split(separator))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
