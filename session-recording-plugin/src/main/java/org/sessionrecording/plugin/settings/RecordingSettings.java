package org.sessionrecording.plugin.settings;

import java.time.Duration;
import java.util.Optional;
import org.sessionrecording.api.settings.SettingValues;

/**
 * All settings of the plugin in one project, read once and whole.
 *
 * @param recordingEnabled whether visitors are recorded
 */
public record RecordingSettings(boolean recordingEnabled, RetentionSettings retention, ArchiveTarget archive) {
    private static final long GIGABYTE = 1_000_000_000L;

    static final String RECORDING_ENABLED = "recording_enabled";
    static final String RETENTION_ENABLED = "retention_enabled";
    static final String RETENTION_DAYS = "retention_days";
    static final String RETENTION_CRON = "retention_cron";
    static final String RETENTION_BUDGET_GB = "retention_budget_gb";
    static final String RETENTION_BUDGET_ORDER = "retention_budget_order";
    static final String OLDEST = "oldest";
    static final String NEVER_WATCHED = "never_watched";
    static final String BRAKE_SHARE = "brake_share";
    static final String BRAKE_FACTOR = "brake_factor";
    static final String DELETE_WITHOUT_ARCHIVE = "delete_without_archive";
    static final String ARCHIVE_EXPIRY_DAYS = "archive_expiry_days";
    static final String S3_URL = "s3_url";
    static final String S3_ACCESS_KEY = "s3_access_key";
    static final String S3_SECRET_KEY = "s3_secret_key";
    static final String S3_CHECKSUM = "s3_checksum";
    static final String ARCHIVE_CONCURRENCY = "archive_concurrency";
    static final String ARCHIVE_BANDWIDTH = "archive_bandwidth";
    private static final int MEBIBYTE_SHIFT = 20;

    /** Values that passed the host's checks of type and range. */
    public static RecordingSettings read(SettingValues values, Operator operator) {
        return new RecordingSettings(
                values.flag(RECORDING_ENABLED),
                new RetentionSettings(
                        values.flag(RETENTION_ENABLED),
                        Duration.ofDays(values.number(RETENTION_DAYS)),
                        values.text(RETENTION_CRON),
                        new RetentionSettings.Budget(
                                values.number(RETENTION_BUDGET_GB) * GIGABYTE,
                                values.text(RETENTION_BUDGET_ORDER).equals(NEVER_WATCHED)),
                        new RetentionSettings.Brake(
                                Math.toIntExact(values.number(BRAKE_SHARE)),
                                Math.toIntExact(values.number(BRAKE_FACTOR))),
                        values.flag(DELETE_WITHOUT_ARCHIVE),
                        Optional.of(values.number(ARCHIVE_EXPIRY_DAYS))
                                .filter(days -> days > 0)
                                .map(Duration::ofDays)),
                archive(values, operator));
    }

    /** Whether recordings leave the database at all: moved to an archive, or deleted where that was confirmed. */
    public boolean removes() {
        return retention.enabled() && (!(archive instanceof ArchiveTarget.None) || retention.deleteWithoutArchive());
    }

    /** Whether what leaves the database is gone for good. */
    public boolean deletes() {
        return removes() && archive instanceof ArchiveTarget.None;
    }

    /** The one value that is asked for with every request of a visitor. */
    public static boolean isRecordingEnabled(SettingValues values) {
        return values.flag(RECORDING_ENABLED);
    }

    private static ArchiveTarget archive(SettingValues values, Operator operator) {
        Optional<String> url = values.find(S3_URL);
        if (url.isEmpty()) {
            return new ArchiveTarget.None();
        }
        Optional<S3Credentials> credentials = credentials(values, operator);
        if (credentials.isEmpty()) {
            return new ArchiveTarget.Unusable("Cannot sign requests to s3_url: no credentials (set s3_access_key and"
                    + " s3_secret_key, or have the operator set S3_ALLOW_DEFAULT_CREDENTIALS=on)");
        }
        try {
            return new ArchiveTarget.Configured(new ArchiveSettings(
                    S3Url.parse(url.get()),
                    credentials.get(),
                    Math.toIntExact(values.number(ARCHIVE_CONCURRENCY)),
                    values.number(ARCHIVE_BANDWIDTH) << MEBIBYTE_SHIFT,
                    Checksum.of(values.text(S3_CHECKSUM))));
        } catch (IllegalArgumentException e) {
            return new ArchiveTarget.Unusable(e.getMessage());
        }
    }

    private static Optional<S3Credentials> credentials(SettingValues values, Operator operator) {
        Optional<String> access = values.find(S3_ACCESS_KEY);
        Optional<String> secret = values.find(S3_SECRET_KEY);
        if (access.isPresent() && secret.isPresent()) {
            return Optional.of(new S3Credentials.Keys(access.get(), new Secret(secret.get())));
        }
        boolean none = access.isEmpty() && secret.isEmpty();
        return none && operator.defaultCredentials() ? Optional.of(new S3Credentials.DefaultChain()) : Optional.empty();
    }
}
