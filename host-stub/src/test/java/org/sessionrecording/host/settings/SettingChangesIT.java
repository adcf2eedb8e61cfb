package org.sessionrecording.host.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.testing.PluginZipBuilder;
import org.sessionrecording.host.testing.PluginsFixture;
import org.sessionrecording.host.testing.PostgresFixture;

/** Changes that have to be confirmed, that reset others, and that can be taken back. */
class SettingChangesIT {
    private static final String PLUGIN = "careful";

    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    @TempDir
    Path directory;

    private PluginsFixture host;
    private ProjectId project;

    @BeforeEach
    void start() {
        postgres.database()
                .jdbi()
                .useHandle(handle -> handle.execute("truncate plugin_setting, setting_outlook, audit"));
        new PluginZipBuilder(PLUGIN, "1.0.0").extension("sample.Careful", """
                        package sample;
                        import java.util.*;
                        import org.sessionrecording.api.project.Project;
                        import org.sessionrecording.api.settings.*;
                        public final class Careful implements SettingsProvider {
                            public List<SettingSpec> settings() {
                                return List.of(
                                    SettingSpec.flag("purge", false, "Purge", ""),
                                    SettingSpec.secret("key", "Key", ""),
                                    SettingSpec.integer("days", 7, 1, 3650, "days", "Days", ""));
                            }
                            private static boolean lower(SettingValues before, SettingValues after) {
                                return after.number("days") < before.number("days");
                            }
                            @Override public Optional<Confirmation> confirmation(Project p, SettingValues b, SettingValues a) {
                                return a.flag("purge") && (!b.flag("purge") || lower(b, a))
                                    ? Optional.of(new Confirmation("This purges 3 things", Map.of("things", 3L)))
                                    : Optional.empty();
                            }
                            @Override public List<Reset> resets(Project p, SettingValues b, SettingValues a) {
                                return a.flag("purge") && lower(b, a) ? List.of(new Reset("purge", "more would go")) : List.of();
                            }
                            @Override public Optional<Outlook> outlook(Project p, SettingValues b, SettingValues a) {
                                return lower(b, a) ? Optional.of(new Outlook("2 more things go", "purge")) : Optional.empty();
                            }
                        }
                        """).writeTo(directory);
        host = new PluginsFixture(postgres, directory, "key").start();
        project = host.project();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Map<String, Object> change(Map<String, Object> changes, boolean confirmed) {
        return host.settings().change(project, PLUGIN, changes, "tester", confirmed);
    }

    private Map<String, Object> shown() {
        return host.settings().show(project, PLUGIN);
    }

    private List<String> audit() {
        return new PgAudit(postgres.database(), postgres.clock(), project, "test")
                .newest(Long.MAX_VALUE, 10).stream()
                        .map(entry -> entry.action() + " " + entry.subject())
                        .toList();
    }

    @Test
    void nothing_is_stored_until_somebody_confirmed() {
        assertThatThrownBy(() -> change(Map.of("purge", true), false))
                .isInstanceOfSatisfying(UnconfirmedException.class, e -> assertThat(e.figures())
                        .containsExactly(Map.entry("things", 3L)));
        assertThat(shown()).containsEntry("purge", false);
        assertThat(audit()).isEmpty();

        change(Map.of("purge", true), true);
        assertThat(shown()).containsEntry("purge", true);
        change(Map.of("days", 8), false);
        assertThat(shown()).containsEntry("purge", true);
    }

    @Test
    void a_change_that_makes_it_worse_resets_it_and_says_so() {
        change(Map.of("purge", true), true);

        Map<String, Object> answer = change(Map.of("days", 3), false);

        assertThat(answer).containsEntry("purge", false).containsEntry("days", 3L);
        assertThat(answer.get("_notes")).asString().contains("purge was set back: more would go", "2 more things go");
        assertThat(audit()).contains("setting_reset purge");
        change(answer, false);
    }

    @Test
    void a_change_that_names_it_too_has_to_be_confirmed() {
        change(Map.of("purge", true), true);

        assertThatThrownBy(() -> change(Map.of("days", 3, "purge", true), false))
                .isInstanceOf(UnconfirmedException.class);
        assertThat(change(Map.of("days", 3, "purge", true), true)).containsEntry("purge", true);
    }

    @Test
    void a_change_is_taken_back_whole() {
        change(Map.of("purge", true, "key", "hush"), true);
        change(Map.of("days", 3, "key", "other"), false);
        assertThat(host.settings().pending(project)).singleElement().satisfies(pending -> {
            assertThat(pending.message()).isEqualTo("2 more things go");
            assertThat(pending.task()).isEqualTo("careful.purge");
            assertThat(pending.actor()).isEqualTo("tester");
        });

        host.settings().takeBack(project, PLUGIN, "tester");

        assertThat(shown()).containsEntry("days", 7L).containsEntry("purge", true);
        assertThat(host.settings().read(project, PLUGIN).text("key")).isEqualTo("hush");
        assertThat(host.settings().pending(project)).isEmpty();
        assertThat(audit()).first().isEqualTo("settings_taken_back careful");
        assertThatThrownBy(() -> host.settings().takeBack(project, PLUGIN, "tester"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("there is none");
    }

    @Test
    void what_was_changed_again_cannot_be_taken_back() {
        change(Map.of("days", 3), false);
        change(Map.of("days", 9), false);

        assertThat(host.settings().pending(project)).isEmpty();
        assertThatThrownBy(() -> host.settings().takeBack(project, PLUGIN, "tester"))
                .isInstanceOf(ApiException.class);
        assertThat(shown()).containsEntry("days", 9L);
    }
}
