package org.sessionrecording.host.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.settings.SettingsProvider.Problem;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PluginZipBuilder;
import org.sessionrecording.host.testing.PluginsFixture;
import org.sessionrecording.host.testing.PostgresFixture;

class SettingsServiceIT {
    private static final String PLUGIN = "sample";

    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    @TempDir
    Path directory;

    @TempDir
    Path other;

    private PluginsFixture host;
    private ProjectId project;

    @BeforeEach
    void start() {
        postgres.database().jdbi().useHandle(handle -> handle.execute("delete from plugin_setting"));
        host = host(directory, "key one");
        project = host.project();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static PluginsFixture host(Path folder, String key) {
        new PluginZipBuilder(PLUGIN, "1.0.0")
                .source("sample.Main", """
                        package sample;
                        public final class Main extends org.sessionrecording.api.HostedPlugin {
                            public Main(org.sessionrecording.api.PluginHost host) { super(host); }
                            @Override public void start() {
                                for (var project : host().projects()) {
                                    project.settings().read().number("days");
                                    project.settings().onChange(values -> host().metrics().count("told", 1));
                                }
                            }
                        }
                        """)
                .extension("sample.Declared", """
                        package sample;
                        import java.util.List;
                        import org.sessionrecording.api.project.Project;
                        import org.sessionrecording.api.settings.*;
                        public final class Declared implements SettingsProvider {
                            public List<SettingSpec> settings() {
                                return List.of(
                                    SettingSpec.flag("on", false, "On", ""),
                                    SettingSpec.integer("days", 7, 1, 3650, "days", "Days", ""),
                                    SettingSpec.cron("wake", "0 15 3 * * ?", "Wake", ""),
                                    SettingSpec.url("place", (project, first) -> first ? "s3://first/x" : "", "Place", ""),
                                    SettingSpec.choice("mode", "a", List.of("a", "b"), "Mode", ""),
                                    SettingSpec.secret("key", "Key", ""));
                            }
                            @Override public List<Problem> validate(Project project, SettingValues proposed) {
                                return proposed.flag("on") && proposed.number("days") == 13
                                    ? List.of(new Problem("days", "is unlucky in project " + project.name())) : List.of();
                            }
                        }
                        """)
                .writeTo(folder);
        return new PluginsFixture(postgres, folder, key).start();
    }

    private Map<String, Object> show() {
        return host.settings().show(project, PLUGIN);
    }

    private void change(Map<String, Object> changes) {
        host.settings().change(project, PLUGIN, changes, "tester");
    }

    @Test
    void shows_defaults_by_type_and_of_a_secret_only_whether_it_is_set() {
        assertThat(show())
                .containsExactly(
                        entry("on", false),
                        entry("days", 7L),
                        entry("wake", "0 15 3 * * ?"),
                        entry("place", "s3://first/x"),
                        entry("mode", "a"),
                        entry("key_set", false));
    }

    @Test
    void keys_left_out_stay_and_null_goes_back_to_the_default() {
        change(Map.of("on", true, "days", 30));
        Map<String, Object> back = new HashMap<>();
        back.put("days", null);
        change(back);
        assertThat(show()).containsEntry("on", true).containsEntry("days", 7L);
    }

    @Test
    void lists_every_bad_and_unknown_key_and_changes_nothing() {
        assertThatThrownBy(() -> change(Map.of(
                        "on",
                        "perhaps",
                        "days",
                        0,
                        "wake",
                        "daily",
                        "place",
                        "nowhere",
                        "mode",
                        "c",
                        "key",
                        5,
                        "nonsense",
                        1)))
                .isInstanceOfSatisfying(BadSettingsException.class, e -> assertThat(e.problems())
                        .extracting(Problem::key)
                        .containsExactlyInAnyOrder("on", "days", "wake", "place", "mode", "key", "nonsense"));
        assertThatThrownBy(() -> change(Map.of("on", true, "days", 7.5))).isInstanceOf(BadSettingsException.class);
        assertThat(show()).containsEntry("on", false);
    }

    @Test
    void asks_the_plugin_how_values_go_together() {
        assertThatThrownBy(() -> change(Map.of("on", true, "days", 13)))
                .hasMessageContaining("days is unlucky in project Test");
        change(Map.of("days", 13));
        assertThatThrownBy(() -> change(Map.of("on", true))).isInstanceOf(BadSettingsException.class);
    }

    @Test
    void stores_secrets_encrypted_and_gives_them_to_the_plugin_only() {
        change(Map.of("key", "hush hush"));
        assertThat(show()).containsEntry("key_set", true).doesNotContainValue("hush hush");
        List<String> stored = postgres.database().jdbi().withHandle(handle -> handle.createQuery(
                        "select value from plugin_setting where key = 'key'")
                .mapTo(String.class)
                .list());
        assertThat(stored).singleElement().asString().startsWith("v1:").doesNotContain("hush hush");
        assertThat(host.settings().read(project, PLUGIN).text("key")).isEqualTo("hush hush");
        try (PluginsFixture again = host(other, "key one")) {
            assertThat(again.settings().read(project, PLUGIN).text("key")).isEqualTo("hush hush");
        }
    }

    @Test
    void a_secret_under_another_key_counts_as_unset() {
        change(Map.of("key", "hush hush"));
        try (PluginsFixture stranger = host(other, "key two")) {
            assertThat(stranger.settings().show(project, PLUGIN)).containsEntry("key_set", false);
        }
    }

    @Test
    void an_answer_can_be_sent_back_as_it_is() {
        change(Map.of("key", "hush hush"));
        change(show());
        assertThat(host.settings().read(project, PLUGIN).text("key")).isEqualTo("hush hush");
    }

    @Test
    void sees_a_change_made_through_another_host() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (PluginsFixture second = host(other, "key one")) {
            assertThat(second.settings().read(project, PLUGIN).number("days")).isEqualTo(7);
            second.settings().of(project, PLUGIN).onChange(values -> told.add(values.text("days")));
            change(Map.of("days", 99));
            Eventually.until("the other host was told", Duration.ofSeconds(10), () -> told.contains("99"));
            assertThat(second.settings().read(project, PLUGIN).number("days")).isEqualTo(99);
        }
    }

    @Test
    void a_change_is_never_undone_by_a_look_at_the_database_that_began_before_it() {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> looks = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                host.settings().poll();
            }
        });
        try {
            for (int days = 1; days <= 300; days++) {
                change(Map.of("days", days));
                assertThat(host.settings().read(project, PLUGIN).number("days")).isEqualTo(days);
            }
        } finally {
            done.set(true);
            looks.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void a_stopped_plugin_has_no_settings_until_it_is_enabled() {
        host.plugins().disable(PLUGIN, "test");
        assertThatThrownBy(this::show).hasMessageContaining("enable it");
        host.plugins().enable(PLUGIN);
        assertThat(show()).containsKey("days");
    }

    @Test
    void notes_who_changed_which_keys_but_not_the_values() {
        change(Map.of("key", "hush hush"));
        String line = postgres.database().jdbi().withHandle(handle -> handle.createQuery(
                        "select actor || ' ' || action || ' ' || detail from audit order by id desc limit 1")
                .mapTo(String.class)
                .one());
        assertThat(line).isEqualTo("tester settings_changed key");
    }
}
