package org.sessionrecording.plugin.settings;

import java.util.List;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingValues;

/**
 * How the archive is looked after.
 *
 * @param scrubShare each night one part in so many is read again; 0: none
 * @param scrubCron Quartz expression in the project's zone
 */
public record CustodySettings(int scrubShare, String scrubCron) {
    static final String SCRUB_SHARE = "scrub_share";
    static final String SCRUB_CRON = "scrub_cron";

    /** Values that passed the host's checks of type and range. */
    public static CustodySettings read(SettingValues values) {
        return new CustodySettings(Math.toIntExact(values.number(SCRUB_SHARE)), values.text(SCRUB_CRON));
    }

    static List<SettingSpec> specs() {
        return List.of(
                SettingSpec.integer(
                        SCRUB_SHARE,
                        30,
                        0,
                        3_650,
                        "nights",
                        "Read the whole archive again within",
                        "Each night one part in so many of the archive is read and hashed again, and one random recording is"
                                + " compared throughout. 0 switches it off."),
                SettingSpec.cron(
                        SCRUB_CRON,
                        "0 45 4 * * ?",
                        "When the archive is read again",
                        "A Quartz cron expression in the project's time zone."));
    }
}
