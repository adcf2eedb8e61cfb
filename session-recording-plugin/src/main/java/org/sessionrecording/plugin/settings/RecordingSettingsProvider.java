package org.sessionrecording.plugin.settings;

import static org.sessionrecording.plugin.settings.RecordingSettings.ARCHIVE_BANDWIDTH;
import static org.sessionrecording.plugin.settings.RecordingSettings.ARCHIVE_CONCURRENCY;
import static org.sessionrecording.plugin.settings.RecordingSettings.ARCHIVE_EXPIRY_DAYS;
import static org.sessionrecording.plugin.settings.RecordingSettings.BRAKE_FACTOR;
import static org.sessionrecording.plugin.settings.RecordingSettings.BRAKE_SHARE;
import static org.sessionrecording.plugin.settings.RecordingSettings.DELETE_WITHOUT_ARCHIVE;
import static org.sessionrecording.plugin.settings.RecordingSettings.NEVER_WATCHED;
import static org.sessionrecording.plugin.settings.RecordingSettings.OLDEST;
import static org.sessionrecording.plugin.settings.RecordingSettings.RECORDING_ENABLED;
import static org.sessionrecording.plugin.settings.RecordingSettings.RETENTION_BUDGET_GB;
import static org.sessionrecording.plugin.settings.RecordingSettings.RETENTION_BUDGET_ORDER;
import static org.sessionrecording.plugin.settings.RecordingSettings.RETENTION_CRON;
import static org.sessionrecording.plugin.settings.RecordingSettings.RETENTION_DAYS;
import static org.sessionrecording.plugin.settings.RecordingSettings.RETENTION_ENABLED;
import static org.sessionrecording.plugin.settings.RecordingSettings.S3_ACCESS_KEY;
import static org.sessionrecording.plugin.settings.RecordingSettings.S3_CHECKSUM;
import static org.sessionrecording.plugin.settings.RecordingSettings.S3_SECRET_KEY;
import static org.sessionrecording.plugin.settings.RecordingSettings.S3_URL;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.api.settings.SettingsProvider;

/** Declares the plugin's settings and checks how they go together. Without state; safe for use from any thread. */
public class RecordingSettingsProvider implements SettingsProvider {
    private final Operator operator;
    private final ChangeReview review;

    /** Looks at no recordings. */
    public RecordingSettingsProvider(Operator operator) {
        this(operator, ChangeReview.NONE);
    }

    public RecordingSettingsProvider(Operator operator, ChangeReview review) {
        this.operator = operator;
        this.review = review;
    }

    @Override
    public List<SettingSpec> settings() {
        return Stream.of(
                        List.of(recordingSwitch()),
                        CaptureSpecs.all(),
                        PlaybackSettings.specs(),
                        storage(),
                        CustodySettings.specs())
                .flatMap(List::stream)
                .toList();
    }

    private static SettingSpec recordingSwitch() {
        return SettingSpec.flag(
                RECORDING_ENABLED,
                false,
                "Record sessions",
                "Whether visitors of this project's pages are recorded. Switching it off keeps what was recorded.");
    }

    private List<SettingSpec> storage() {
        return List.of(
                SettingSpec.flag(
                        RETENTION_ENABLED,
                        true,
                        "Move old recordings to the archive",
                        "Whether recordings past retention leave the database once they are archived."),
                SettingSpec.integer(
                        RETENTION_DAYS,
                        7,
                        1,
                        3_650,
                        "days",
                        "Keep in the database for",
                        "Recordings whose last snapshot is older are archived and leave the database. Their links keep working."),
                SettingSpec.cron(
                        RETENTION_CRON,
                        "0 15 3 * * ?",
                        "When retention runs",
                        "A Quartz cron expression in the project's time zone."),
                SettingSpec.integer(
                        RETENTION_BUDGET_GB,
                        0,
                        0,
                        1_000_000,
                        "GB",
                        "Keep in the database at most",
                        "Beside the days: whichever comes first. 0 sets no limit. Recordings of the last 24 hours stay in any"
                                + " case, and so do pinned ones."),
                SettingSpec.choice(
                        RETENTION_BUDGET_ORDER,
                        OLDEST,
                        List.of(OLDEST, NEVER_WATCHED),
                        "What goes first where that is exceeded",
                        "The oldest, or the oldest that nobody ever watched."),
                SettingSpec.integer(
                        BRAKE_SHARE,
                        50,
                        1,
                        100,
                        "% of recordings",
                        "Ask before one run removes more than",
                        "Such a run archives and then waits until somebody confirms it. Holds from 1,000 recordings and 7"
                                + " earlier runs on."),
                SettingSpec.integer(
                        BRAKE_FACTOR,
                        10,
                        2,
                        10_000,
                        "times as many",
                        "Ask before one run removes more than the last ones did",
                        "Compared with the median of the last 7 runs that removed something."),
                SettingSpec.flag(
                        DELETE_WITHOUT_ARCHIVE,
                        false,
                        "Delete recordings for good where no archive is set",
                        "Without an archive location recordings past retention stay, unless this is confirmed. It goes back to"
                                + " off by itself when a change would delete more."),
                SettingSpec.integer(
                        ARCHIVE_EXPIRY_DAYS,
                        0,
                        0,
                        36_500,
                        "days",
                        "Delete from the archive after",
                        "Archived recordings whose last snapshot is older are deleted for good, when retention runs. 0 keeps"
                                + " them for ever. Pinned and restored ones stay."),
                SettingSpec.url(
                        S3_URL,
                        this::defaultUrl,
                        "Archive location (S3_URL)",
                        "s3://bucket/prefix?region=…&endpoint=…&style=path|host, or http(s)://host:port/bucket/prefix for"
                                + " MinIO, Ceph, Garage and the like. Recordings travel readable over http: use https outside"
                                + " your own network."),
                SettingSpec.text(
                        S3_ACCESS_KEY,
                        "",
                        "Access key",
                        "Needs s3:PutObject, s3:AbortMultipartUpload, s3:GetObject and s3:ListBucket."),
                SettingSpec.secret(S3_SECRET_KEY, "Secret key", "Stored encrypted, never shown again."),
                SettingSpec.choice(
                        S3_CHECKSUM,
                        Checksum.SHA256.text(),
                        Checksum.texts(),
                        "Checksum sent along",
                        "With sha256 the server checks what arrives, where it can. Choose md5 where it demands Content-MD5,"
                                + " none where it refuses either: every object is verified before anything is removed"
                                + " all the same. \"Test the archive\" says which of them it takes."),
                SettingSpec.integer(
                        ARCHIVE_CONCURRENCY,
                        4,
                        1,
                        64,
                        "objects",
                        "Written at the same time",
                        "More is faster where the archive is far away, and takes more of its capacity."),
                SettingSpec.integer(
                        ARCHIVE_BANDWIDTH,
                        0,
                        0,
                        100_000,
                        "MiB/s",
                        "Bandwidth for archiving",
                        "What a run may send to the archive and read back from it together. 0: no limit."));
    }

    /** Those of one installation must not share a prefix, so every project but the first has a folder of its own. */
    private String defaultUrl(ProjectId project, boolean first) {
        String url = operator.s3Url().orElse("");
        if (first || url.isEmpty()) {
            return url;
        }
        try {
            return S3Url.parse(url).resolve("p" + project).toString();
        } catch (IllegalArgumentException e) {
            return url; // refused with its reason wherever it is used
        }
    }

    @Override
    public List<Problem> validate(Project project, SettingValues proposed) {
        List<Problem> problems = new ArrayList<>(CaptureSpecs.problems(proposed));
        long expiry = proposed.number(ARCHIVE_EXPIRY_DAYS);
        if (expiry > 0 && expiry <= proposed.number(RETENTION_DAYS)) {
            problems.add(new Problem(
                    ARCHIVE_EXPIRY_DAYS,
                    "Cannot delete from the archive before recordings get there: give more days than retention_days, or"
                            + " 0"));
        }
        proposed.find(S3_URL).ifPresent(url -> checkUrl(url, problems));
        boolean access = proposed.find(S3_ACCESS_KEY).isPresent();
        boolean secret = proposed.find(S3_SECRET_KEY).isPresent();
        if (access && !secret) {
            problems.add(
                    new Problem(S3_SECRET_KEY, "Cannot sign requests: s3_access_key is set alone (set both or none)"));
        }
        if (secret && !access) {
            problems.add(
                    new Problem(S3_ACCESS_KEY, "Cannot sign requests: s3_secret_key is set alone (set both or none)"));
        }
        return problems;
    }

    private static void checkUrl(String url, List<Problem> problems) {
        try {
            S3Url.parse(url);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(S3_URL, e.getMessage()));
        }
    }

    private RecordingSettings read(SettingValues values) {
        return RecordingSettings.read(values, operator);
    }

    @Override
    public List<Reset> resets(Project project, SettingValues before, SettingValues proposed) {
        return review.resetsDeleting(read(before), read(proposed)).stream()
                .map(reason -> new Reset(DELETE_WITHOUT_ARCHIVE, reason))
                .toList();
    }

    @Override
    public Optional<Confirmation> confirmation(Project project, SettingValues before, SettingValues proposed) {
        return review.confirmation(project, read(before), read(proposed));
    }

    @Override
    public Optional<Outlook> outlook(Project project, SettingValues before, SettingValues proposed) {
        return review.outlook(project, read(before), read(proposed));
    }
}
