package org.sessionrecording.plugin.settings;

import static org.sessionrecording.api.settings.SettingSpec.flag;
import static org.sessionrecording.api.settings.SettingSpec.integer;
import static org.sessionrecording.api.settings.SettingSpec.text;

import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.api.settings.SettingsProvider.Problem;

/** The settings of {@link CaptureSettings} as people see them. */
final class CaptureSpecs {
    static final String URLS = "record_urls";
    static final String URLS_EXCEPT = "record_urls_except";
    static final String COHORT = "record_cohort";
    static final String SAMPLE = "record_sample";
    static final String NEXT_SESSIONS = "record_next_sessions";
    static final String NEXT_SESSIONS_AGAIN = "record_next_sessions_again";
    static final String PER_DAY = "record_per_day";
    static final String STORED_GB = "record_max_gb";
    static final String FREE_GB = "record_min_free_gb";
    static final String MINIMUM_SECONDS = "record_minimum_seconds";
    static final String START_EVENTS = "record_start_events";
    static final String START_URLS = "record_start_urls";
    static final String MASK_INPUTS = "mask_inputs";
    static final String MASK_TEXT = "mask_text_selector";
    static final String BLOCK = "block_selector";
    static final String MASK_ATTRIBUTES = "mask_attributes";
    static final String MASK_URL_PARAMETERS = "mask_url_parameters";
    static final String CANVAS = "record_canvas";

    private static final long MANY = 1_000_000_000L;

    private CaptureSpecs() {}

    static List<SettingSpec> all() {
        return List.of(
                text(
                        URLS,
                        "",
                        "Record only on these pages",
                        "Addresses with * for anything, such as https://app.example.com/*; empty: on all pages."),
                text(URLS_EXCEPT, "", "But not on these", "Addresses with * for anything."),
                integer(
                        COHORT,
                        0,
                        0,
                        Long.MAX_VALUE,
                        "",
                        "Record only this cohort",
                        "The number of a cohort; 0: everyone. A visitor who is not known yet is not in any."),
                integer(
                        SAMPLE,
                        100,
                        0,
                        100,
                        "%",
                        "Record this share of sessions",
                        "Whether a session is recorded follows from its id, so it is recorded whole or not at all."),
                integer(
                        NEXT_SESSIONS,
                        0,
                        0,
                        MANY,
                        "sessions",
                        "Record only the next",
                        "Counted exactly, from when this is set; then recording pauses until you ask for as many again."
                                + " 0: no end."),
                integer(
                        NEXT_SESSIONS_AGAIN,
                        0,
                        0,
                        MANY,
                        "times",
                        "And again",
                        "Raise it by one to record as many sessions again."),
                integer(
                        PER_DAY,
                        0,
                        0,
                        MANY,
                        "recordings",
                        "Most recordings a day",
                        "Days begin at midnight UTC. 0: no limit."),
                integer(
                        STORED_GB,
                        0,
                        0,
                        1_000_000,
                        "GB",
                        "Pause when recordings take",
                        "Stored bytes of recordings in the database; resumes once retention made room. 0: no limit."),
                integer(
                        FREE_GB,
                        2,
                        0,
                        1_000_000,
                        "GB",
                        "Pause when free disk is below",
                        "The disk of the database, where the host can see it; resumes by itself. 0: never."),
                integer(
                        MINIMUM_SECONDS,
                        0,
                        0,
                        3_600,
                        "seconds",
                        "Leave out sessions shorter than",
                        "Clients that can wait send nothing before."),
                text(
                        START_EVENTS,
                        "",
                        "Start recording with these events",
                        "Names of events, separated by commas, for clients that can; empty: recording starts at once."),
                text(
                        START_URLS,
                        "",
                        "Or on these pages",
                        "Addresses with * for anything: recording starts with the first of them that is visited, in"
                                + " clients that can."),
                flag(
                        MASK_INPUTS,
                        true,
                        "Mask what people type",
                        "Passwords and card numbers are never recorded, whatever is set here."),
                text(MASK_TEXT, "", "Mask text of", "A CSS selector; .sr-mask and .ph-mask always are."),
                text(BLOCK, "", "Leave out", "A CSS selector of parts that are shown as empty boxes."),
                text(
                        MASK_ATTRIBUTES,
                        "",
                        "Mask attributes",
                        "Names of HTML attributes, for the plugin's own recorder."),
                text(
                        MASK_URL_PARAMETERS,
                        "",
                        "Mask URL parameters",
                        "Names of parameters whose values are masked, for the plugin's own recorder."),
                flag(
                        CANVAS,
                        false,
                        "Record canvases",
                        "As images, which take many times as much as the rest of a page."));
    }

    /** What is wrong with values that are each right by type. */
    static List<Problem> problems(SettingValues values) {
        List<Problem> problems = new ArrayList<>();
        for (String key : List.of(URLS, URLS_EXCEPT, START_URLS)) {
            try {
                UrlPatterns.parse(values.text(key));
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(key, e.getMessage()));
            }
        }
        for (String key : List.of(MASK_TEXT, BLOCK)) {
            if (values.text(key).matches(".*[{}<;].*")) {
                problems.add(new Problem(key, "Cannot use it as a CSS selector: it has one of { } < ;"));
            } else {
                CssSelectors.problem(values.text(key)).ifPresent(problem -> problems.add(new Problem(key, problem)));
            }
        }
        return problems;
    }
}
