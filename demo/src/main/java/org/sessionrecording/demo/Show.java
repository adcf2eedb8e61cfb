package org.sessionrecording.demo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.sessionrecording.host.Host;
import org.sessionrecording.host.config.HostConfig;

/** Starts everything in its order, says what it is doing, and closes in reverse. Used once, on the main thread. */
final class Show {
    private static final int RETENTION_DAYS = 7;

    private final Arguments arguments;
    private final Installation installation;
    private final Map<String, String> environment;
    private final Clock clock;
    private final PrintStream out;

    Show(
            Arguments arguments,
            Installation installation,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        this.arguments = arguments;
        this.installation = installation;
        this.environment = environment;
        this.clock = clock;
        this.out = out;
    }

    /** Until {@code stop}, or to the end of the check with {@code --once}. */
    void run(CountDownLatch stop) throws Exception {
        try (DataFolder data = DataFolder.open(arguments.data())) {
            Ports.requireFree(arguments.port(), "the host");
            Ports.requireFree(arguments.port() + 1, "the replay origin");
            Ports.requireFree(arguments.port() + 2, "the shop");
            Path log = data.resolve("demo.log");
            System.setProperty("demo.log", log.toString());
            System.setProperty("logback.configurationFile", "logback-demo.xml");
            out.println("Everything is kept in " + data.path() + ", the log in " + log.getFileName());
            Credentials credentials = Credentials.readOrMake(data.resolve("demo.properties"), environment);
            out.println("Starting the S3 server …");
            try (EmbeddedS3 s3 = EmbeddedS3.start(data.resolve("s3"), credentials)) {
                serve(data, credentials, s3, stop);
            }
            out.println("Stopped.");
        }
    }

    private void serve(DataFolder data, Credentials credentials, EmbeddedS3 s3, CountDownLatch stop) throws Exception {
        out.println("Starting PostgreSQL and the host …");
        try (Host host = Host.start(HostConfig.read(environment(data, credentials, s3)))) {
            String origin = "http://127.0.0.1:" + host.port();
            HostApi api = new HostApi(origin, credentials.apiKey());
            DemoProject project = DemoProject.first(api);
            project.switchOn(s3.url(), credentials, RETENTION_DAYS);
            seed(data, api, project);
            try (Shop shop = Shop.open(arguments.port() + 2, origin, project.token())) {
                if (arguments.once()) {
                    out.println("Ready: " + origin);
                    new RetentionCheck(project, out).run(clock.instant(), RETENTION_DAYS);
                } else {
                    welcome(origin, shop, credentials);
                    stop.await();
                }
            }
            out.println("Stopping …");
        }
    }

    private void seed(DataFolder data, HostApi api, DemoProject project) throws InterruptedException {
        List<SeedPlan.Visit> visits = SeedPlan.visits(project.token());
        if (project.hasRecordingsOf(SeedPlan.LAST)) {
            out.println("The recordings are there from an earlier start.");
            return;
        }
        out.println("Sending " + visits.size() + " recordings, grown out of real ones …");
        long began = System.nanoTime();
        long bytes = new Seed(api).send(visits, data.firstStart(clock), this::progress);
        double seconds = (System.nanoTime() - began) / 1e9;
        out.printf(Locale.ROOT, "Sent %.1f MB in %.1f s%n", bytes / 1e6, seconds);
    }

    private void progress(int sent) {
        if (sent % (SeedPlan.SESSIONS / 4) == 0) {
            out.println("  " + sent * 100 / SeedPlan.SESSIONS + " %");
        }
    }

    private void welcome(String origin, Shop shop, Credentials credentials) {
        out.println();
        out.println("Recordings   " + origin);
        out.println("Log in as    " + credentials.email() + "   " + credentials.password());
        out.println("API key      " + credentials.apiKey());
        out.println("Demo shop    " + shop.url() + "   (whoever clicks there is recorded)");
        out.println("Stop with    Ctrl-C; the next start goes on with the same data");
        out.println();
        out.println("Ready: " + origin);
    }

    private Map<String, String> environment(DataFolder data, Credentials credentials, EmbeddedS3 s3) {
        Map<String, String> all = new HashMap<>(environment);
        all.keySet().removeAll(List.of("DATABASE_URL", "CLICKHOUSE_URL", "PUBLIC_URL", "REPLAY_URL", "PLUGINS_DIR"));
        all.put("HTTP_PORT", Integer.toString(arguments.port()));
        all.put("REPLAY_PORT", Integer.toString(arguments.port() + 1));
        all.put("DATA_DIR", data.path().toString());
        all.put("BUNDLED_PLUGINS_DIR", installation.bundledPlugins().toString());
        all.put("S3_URL", s3.url());
        all.put("ADMIN_EMAIL", credentials.email());
        all.put("ADMIN_PASSWORD", credentials.password());
        all.put("ADMIN_API_KEY", credentials.apiKey());
        return all;
    }
}
