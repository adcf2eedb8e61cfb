package org.sessionrecording.host.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.page.PageSlot;
import org.sessionrecording.host.plugins.PluginStatus.State;
import org.sessionrecording.host.testing.Eventually;
import org.sessionrecording.host.testing.PluginZipBuilder;
import org.sessionrecording.host.testing.PostgresFixture;

class PluginServiceIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    @TempDir
    Path directory;

    @TempDir
    Path bundled;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<PluginService> opened = new ArrayList<>();

    @BeforeEach
    void forget() {
        postgres.database().jdbi().useHandle(handle -> handle.execute("delete from plugin"));
    }

    @AfterEach
    void stopAll() {
        opened.forEach(PluginService::close);
    }

    private PluginService start(Path... bundledZips) {
        PluginService service = new PluginService(
                directory,
                List.of(bundledZips),
                Map.of("SEEN", "yes", "HIDDEN", "no"),
                postgres.database(),
                registry,
                Clock.systemUTC(),
                Optional::empty);
        opened.add(service);
        service.start(new NoProjects());
        return service;
    }

    private static PluginZipBuilder slotPlugin(String id, String version, String htmlBody) {
        return new PluginZipBuilder(id, version).extension("sample.Slot", """
                        package sample;
                        public final class Slot implements org.sessionrecording.api.page.PageSlot {
                            private final Main main;
                            public Slot(Main main) { this.main = main; }
                            public String slot() { return "storage-panel"; }
                            public String html(org.sessionrecording.api.page.PageContext context) { %s }
                        }
                        """.formatted(htmlBody));
    }

    @SuppressWarnings("NullAway") // the test's plugin ignores its context
    private static String html(PluginService service, String id) {
        return service.first(PageSlot.class, id).orElseThrow().call("draw", slot -> slot.html(null));
    }

    @Test
    void calls_an_extension_of_a_zip_in_the_folder() {
        slotPlugin("one", "1.0.0", "return \"hello \" + main.services().pluginId();")
                .writeTo(directory);
        PluginService service = start();
        assertThat(html(service, "one")).isEqualTo("hello one");
        assertThat(service.list())
                .singleElement()
                .extracting(PluginStatus::state)
                .isEqualTo(State.STARTED);
    }

    @Test
    void makes_an_extension_once_per_start() {
        slotPlugin("one", "1.0.0", "return \"\" + System.identityHashCode(this);")
                .writeTo(directory);
        PluginService service = start();
        assertThat(html(service, "one")).isEqualTo(html(service, "one"));
    }

    @Test
    void hides_the_plugins_classes_from_the_host_and_the_hosts_from_the_plugin() {
        slotPlugin("one", "1.0.0", """
                        try { Class.forName("org.sessionrecording.host.plugins.PluginService"); return "seen"; }
                        catch (ClassNotFoundException e) { return Thread.currentThread().getContextClassLoader().getClass().getSimpleName(); }
                        """).writeTo(directory);
        PluginService service = start();
        assertThat(html(service, "one")).isEqualTo("PluginClasses");
        assertThatThrownBy(() -> Class.forName("sample.Slot")).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void answers_only_environment_variables_that_were_declared() {
        slotPlugin(
                        "one",
                        "1.0.0",
                        "return main.services().environment(\"SEEN\") + \" \" + main.services().environment(\"HIDDEN\");")
                .property("plugin.environment", "SEEN, ABSENT")
                .writeTo(directory);
        assertThat(html(start(), "one")).isEqualTo("Optional[yes] Optional.empty");
    }

    @Test
    void names_the_plugin_when_it_throws_and_disables_it_after_five_failures_in_a_row() {
        slotPlugin("bad", "1.0.0", "throw new IllegalStateException(\"secret\");")
                .writeTo(directory);
        slotPlugin("good", "1.0.0", "return \"fine\";").writeTo(directory);
        PluginService service = start();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> html(service, "bad"))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.PLUGIN))
                    .hasMessageContaining("'bad'")
                    .hasMessageNotContaining("secret");
        }
        Eventually.until("it is disabled", Duration.ofSeconds(10), () -> service.of(PageSlot.class, "bad")
                .isEmpty());
        assertThat(service.find("bad").orElseThrow().reason().orElseThrow()).contains("5 times in a row");
        assertThat(html(service, "good")).isEqualTo("fine");
    }

    @Test
    void a_wrong_request_is_not_the_plugins_failure() {
        slotPlugin(
                        "one",
                        "1.0.0",
                        "throw new org.sessionrecording.api.ApiException(org.sessionrecording.api.ApiException.Kind.CALLER, \"Cannot: no\");")
                .writeTo(directory);
        PluginService service = start();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> html(service, "one")).hasMessage("Cannot: no");
        }
        assertThat(service.list())
                .singleElement()
                .extracting(PluginStatus::state)
                .isEqualTo(State.STARTED);
    }

    @Test
    void a_disabled_plugin_stays_disabled_on_the_next_start_and_comes_back_when_enabled() {
        slotPlugin("one", "1.0.0", "return \"x\";").writeTo(directory);
        start().disable("one", "by hand");
        PluginService again = start();
        assertThat(again.of(PageSlot.class)).isEmpty();
        assertThat(again.find("one").orElseThrow().reason()).contains("by hand");
        again.enable("one");
        assertThat(html(again, "one")).isEqualTo("x");
    }

    @Test
    void installs_the_bundled_plugin_and_upgrades_an_older_one() {
        Path one = slotPlugin("one", "1.0.0", "return \"1\";").writeTo(bundled);
        Path two = slotPlugin("one", "1.10.0", "return \"2\";").writeTo(bundled);
        assertThat(html(start(one), "one")).isEqualTo("1");
        assertThat(html(start(two), "one")).isEqualTo("2");
        assertThat(PluginService.zipsIn(directory)).hasSize(1);
    }

    @Test
    void keeps_a_newer_a_disabled_and_a_removed_plugin_as_they_are() {
        Path old = slotPlugin("one", "1.9.0", "return \"old\";").writeTo(bundled);
        slotPlugin("one", "1.10.0", "return \"new\";").writeTo(directory);
        PluginService newer = start(old);
        assertThat(html(newer, "one")).isEqualTo("new");
        newer.disable("one", "by hand");
        Path newest = slotPlugin("one", "2.0.0", "return \"newest\";").writeTo(bundled);
        PluginService disabled = start(newest);
        assertThat(disabled.find("one").orElseThrow().version()).isEqualTo("1.10.0");
        disabled.remove("one");
        assertThat(start(newest).list()).isEmpty();
    }

    @Test
    void a_problem_of_one_plugin_is_shown_and_stops_no_other() {
        slotPlugin("bad-class", "1.0.0", "return \"\";")
                .mainClass("sample.Gone")
                .writeTo(directory);
        slotPlugin("bad-range", "1.0.0", "return \"\";")
                .property("plugin.requires", ">=1.0 <2")
                .writeTo(directory);
        slotPlugin("bad-version", "1.0.0", "return \"\";")
                .property("plugin.requires", ">=7.0.0")
                .writeTo(directory);
        new PluginZipBuilder("bad-start", "1.0.0").source("sample.Main", """
                        package sample;
                        public final class Main extends org.sessionrecording.api.HostedPlugin {
                            public Main(org.sessionrecording.api.PluginHost host) { super(host); }
                            @Override public void start() { throw new IllegalStateException("no luck"); }
                        }
                        """).writeTo(directory);
        slotPlugin("good", "1.0.0", "return \"fine\";").writeTo(directory);
        PluginService service = start();
        assertThat(html(service, "good")).isEqualTo("fine");
        assertThat(reason(service, "bad-class")).contains("sample.Gone is not in the zip");
        assertThat(reason(service, "bad-range")).contains("'>=1.0 <2' cannot be read");
        assertThat(reason(service, "bad-version")).contains("requires plugin API >=7.0.0");
        assertThat(reason(service, "bad-start")).contains("no luck");
    }

    private static String reason(PluginService service, String id) {
        PluginStatus status = service.find(id).orElseThrow();
        assertThat(status.state()).isEqualTo(State.FAILED);
        return status.reason().orElseThrow();
    }

    @Test
    void refuses_a_zip_that_leaves_its_folder() throws IOException {
        Path zip = slotPlugin("evil", "1.0.0", "return \"\";")
                .entry("../../escaped.txt", "x")
                .writeTo(bundled);
        PluginService service = start();
        assertThat(service.install(zip).reason().orElseThrow()).contains("leaves the plugin's folder");
        try (var files = Files.walk(directory)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).doesNotContain("escaped.txt");
        }
    }

    @Test
    void refuses_an_older_version_by_hand() {
        slotPlugin("one", "2.0.0", "return \"2\";").writeTo(directory);
        Path older = slotPlugin("one", "1.0.0", "return \"1\";").writeTo(bundled);
        PluginService service = start();
        assertThatThrownBy(() -> service.install(older)).hasMessageContaining("2.0.0 is installed, which is newer");
        assertThat(html(service, "one")).isEqualTo("2");
    }

    @Test
    void waits_for_a_call_before_it_stops_and_refuses_later_ones() throws InterruptedException {
        slotPlugin("one", "1.0.0", "return \"x\";").writeTo(directory);
        PluginService service = start();
        Contribution<PageSlot> slot = service.first(PageSlot.class, "one").orElseThrow();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        Thread caller = new Thread(() -> slot.call("wait", s -> {
            inside.countDown();
            finished.set(goOn.await(20, TimeUnit.SECONDS));
            return "";
        }));
        caller.start();
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        Thread stopper = new Thread(() -> service.disable("one", "test"));
        stopper.start();
        Eventually.until("new calls are refused", Duration.ofSeconds(5), () -> {
            try {
                slot.call("probe", s -> "");
                return false;
            } catch (ApiException e) {
                return e.getMessage().contains("has stopped");
            }
        });
        assertThat(stopper.isAlive()).isTrue();
        goOn.countDown();
        stopper.join(20_000);
        caller.join(20_000);
        assertThat(finished).isTrue();
    }

    @Test
    void ends_workers_gauges_and_drivers_with_the_plugin() {
        new PluginZipBuilder("leaky", "1.0.0").source("sample.Main", """
                        package sample;
                        import java.sql.*;
                        public final class Main extends org.sessionrecording.api.HostedPlugin implements Driver, DriverAction {
                            public Main(org.sessionrecording.api.PluginHost host) { super(host); }
                            @Override public void start() {
                                host().workers().pool("work", 2, 1).execute(() -> {
                                    try { Thread.sleep(100_000); } catch (InterruptedException e) { return; }
                                });
                                host().metrics().gauge("leaky.gauge", () -> 7);
                                try { DriverManager.registerDriver(this, this); } catch (SQLException e) { throw new IllegalStateException(e); }
                            }
                            public void deregister() { host().metrics().count("driver.deregistered", 1); }
                            public Connection connect(String url, java.util.Properties info) { return null; }
                            public boolean acceptsURL(String url) { return false; }
                            public DriverPropertyInfo[] getPropertyInfo(String url, java.util.Properties info) { return new DriverPropertyInfo[0]; }
                            public int getMajorVersion() { return 1; }
                            public int getMinorVersion() { return 0; }
                            public boolean jdbcCompliant() { return false; }
                            public java.util.logging.Logger getParentLogger() { return null; }
                        }
                        """).writeTo(directory);
        PluginService service = start();
        assertThat(service.find("leaky").orElseThrow().state()).isEqualTo(State.STARTED);
        assertThat(registry.get("leaky.gauge").tag("plugin", "leaky").gauge().value())
                .isEqualTo(7);
        assertThat(threads()).anyMatch(name -> name.startsWith("leaky-work-"));
        service.disable("leaky", "test");
        assertThat(registry.find("leaky.gauge").gauge()).isNull();
        assertThat(threads()).noneMatch(name -> name.startsWith("leaky-"));
        assertThat(registry.find("driver.deregistered").counter()).isNotNull();
        assertThat(directory.resolve(".unpacked")).isEmptyDirectory();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .toList();
    }
}
