package org.sessionrecording.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.settings.SettingSpec;
import org.sessionrecording.api.settings.SettingsProvider.Problem;
import org.sessionrecording.plugin.testing.TestProject;

class RecordingSettingsTest {
    private static final Operator NOBODY = new Operator(Optional.empty(), false);

    private final TestProject project = new TestProject();

    private RecordingSettings read(Operator operator) {
        return RecordingSettings.read(project.read(), operator);
    }

    private static String defaultUrl(String environment, long projectId, boolean first) {
        SettingSpec spec = new RecordingSettingsProvider(new Operator(Optional.of(environment), false))
                .settings().stream()
                        .filter(s -> s.key().equals("s3_url"))
                        .findFirst()
                        .orElseThrow();
        return spec.defaultValue().valueFor(new ProjectId(projectId), first);
    }

    @Test
    void records_nobody_keeps_a_week_and_has_no_archive_until_told() {
        RecordingSettings settings = read(NOBODY);

        assertThat(settings.recordingEnabled()).isFalse();
        assertThat(settings.retention().keepFor()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.archive()).isInstanceOf(ArchiveTarget.None.class);
    }

    @Test
    void takes_the_operators_url_for_the_first_project_and_a_folder_of_it_for_others() {
        assertThat(defaultUrl("s3://replays/prod?region=x", 1, true)).isEqualTo("s3://replays/prod?region=x");
        assertThat(defaultUrl("s3://replays/prod?region=x", 3, false)).isEqualTo("s3://replays/prod/p3?region=x");
        assertThat(defaultUrl("http://h:1/replays", 3, false)).isEqualTo("http://h:1/replays/p3");
    }

    @Test
    void an_archive_without_credentials_is_unusable_rather_than_absent() {
        project.with("s3_url", "s3://replays");

        assertThat(read(NOBODY).archive()).isInstanceOf(ArchiveTarget.Unusable.class);
    }

    @Test
    void uses_the_machines_identity_only_where_the_operator_allows_it() {
        project.with("s3_url", "s3://replays");

        ArchiveTarget target = read(new Operator(Optional.empty(), true)).archive();

        assertThat(((ArchiveTarget.Configured) target).settings().credentials())
                .isEqualTo(new S3Credentials.DefaultChain());
    }

    @Test
    void half_a_key_pair_does_not_fall_back_to_the_machines_identity() {
        project.with("s3_url", "s3://replays").with("s3_access_key", "a");

        assertThat(read(new Operator(Optional.empty(), true)).archive()).isInstanceOf(ArchiveTarget.Unusable.class);
    }

    @Test
    void shows_no_secret() {
        project.with("s3_url", "s3://replays").with("s3_access_key", "a").with("s3_secret_key", "hush");

        assertThat(read(NOBODY).toString()).doesNotContain("hush");
    }

    @Test
    void names_every_problem() {
        project.with("s3_url", "ftp://x").with("s3_access_key", "a");

        List<Problem> problems = new RecordingSettingsProvider(NOBODY).validate(project, project.read());

        assertThat(problems).extracting(Problem::key).containsExactly("s3_url", "s3_secret_key");
    }
}
