package org.sessionrecording.host.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.web.FakeExtensions;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.ReplayServer;

class ReplayAssetsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ProjectId PROJECT = new ProjectId(7);
    private static final byte[] KEY = "a key of tests".getBytes(StandardCharsets.UTF_8);
    private static final String POLICY =
            "default-src 'none'; script-src 'sha256-x'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:";
    private static final int PER_VIEW = 4;
    private static final int PER_MINUTE = 6;

    private final RecordedServer site = new RecordedServer();
    private final Ticking clock = new Ticking();
    private final AssetCache cache = new AssetCache(4096, clock);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ReplayAssets assets = new ReplayAssets(
            new AssetPasses(KEY, clock),
            new AssetFetcher(site.allowed(), Duration.ofSeconds(10)),
            cache,
            new AssetLimits(PER_VIEW, PER_MINUTE, 2, 1_000, clock),
            metrics);
    private ReplayServer replay;

    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-11-23T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void start() {
        replay = server(Optional.of(assets));
        site.file("/a.png", "image/png", RecordedServer.PNG);
    }

    @AfterEach
    void stop() throws IOException {
        replay.close();
        assets.close();
        site.close();
    }

    private static ReplayServer server(Optional<ReplayAssets> assets) {
        StaticFiles page = (origin, path) -> Optional.of(new StaticFile(
                "text/html", "tag", false, Optional.of(POLICY), 1, () -> new ByteArrayInputStream(new byte[1])));
        Origins origins = new Origins(
                Optional.of(URI.create("http://host.example")),
                Optional.of(URI.create("http://replay.example")),
                () -> 1,
                () -> 2);
        ReplayServer server =
                new ReplayServer(0, new FakeExtensions(Map.of("one", page)), origins, share -> List.of(), assets);
        server.start();
        return server;
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + replay.port() + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<byte[]> get(String pass, String url, String... headers) {
        return send("GET", pass + "?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8), headers);
    }

    private String a() {
        return site.url("/a.png").toString();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void shows_a_picture_to_whoever_has_a_pass_and_keeps_it_for_the_next() {
        String pass = assets.open(PROJECT);
        HttpResponse<byte[]> answer = get(
                pass,
                a(),
                "Cookie",
                "session=secret",
                "Referer",
                "http://host.example/sessions/ada",
                "Authorization",
                "Bearer key",
                "User-Agent",
                "the watcher's",
                "X-Forwarded-For",
                "198.51.100.7",
                "Sec-Fetch-Dest",
                "image");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(RecordedServer.PNG);
        assertThat(header(answer, "Content-Type")).isEqualTo("image/png");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Content-Security-Policy")).contains("default-src 'none'", "sandbox");
        assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(header(answer, "Cache-Control")).isEqualTo("private, max-age=3600");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.equalsIgnoreCase("Set-Cookie"));

        assertThat(get(assets.open(PROJECT), a()).body()).isEqualTo(RecordedServer.PNG);
        assertThat(site.asked()).as("the second came from memory").hasSize(1);
        assertThat(site.headers().get(0).keySet()).isSubsetOf("Host", "Accept", "User-agent", "Connection");
        assertThat(get(assets.open(new ProjectId(8)), a()).statusCode()).isEqualTo(200);
        assertThat(site.asked()).as("another project's memory is another").hasSize(2);
        assertThat(metrics.counter("replay_assets_total", "outcome", "cached").count())
                .isEqualTo(1);
    }

    @Test
    void fetches_nothing_without_a_good_pass() {
        String good = assets.open(PROJECT);
        char last = good.charAt(good.length() - 2);
        String tampered =
                good.substring(0, good.length() - 2) + (last == 'A' ? 'B' : 'A') + good.substring(good.length() - 1);
        String foreign = ReplayServer.Assets.PATH + new AssetPasses(new byte[] {1}, clock).issue(PROJECT);
        for (String bad : List.of("/assets/x", tampered, foreign, good + "A")) {
            assertThat(get(bad, a()).statusCode()).as(bad).isEqualTo(403);
        }
        clock.now = clock.now.plus(AssetPasses.LIFETIME);
        assertThat(get(good, a()).statusCode()).as("too old").isEqualTo(403);
        assertThat(site.asked()).isEmpty();
    }

    @Test
    void can_be_used_for_nothing_else() {
        String pass = assets.open(PROJECT);
        for (String method : List.of("POST", "PUT", "DELETE", "HEAD", "OPTIONS")) {
            assertThat(send(method, pass + "?url=" + a()).statusCode())
                    .as(method)
                    .isIn(404, 405);
        }
        for (String destination : List.of("document", "iframe", "script", "empty", "worker", "object")) {
            assertThat(get(pass, a(), "Sec-Fetch-Dest", destination).statusCode())
                    .as(destination)
                    .isEqualTo(403);
        }
        for (String url : List.of("http://169.254.169.254/latest/meta-data/", "http://localhost/", "http://[::1]/")) {
            assertThat(get(pass, url).statusCode()).as(url).isEqualTo(404);
        }
        assertThat(get(pass, "file:///etc/passwd").statusCode()).isEqualTo(400);
        assertThat(send("GET", pass).statusCode()).isEqualTo(400);
        assertThat(site.asked()).isEmpty();
    }

    @Test
    void a_picture_that_could_hold_scripts_is_sent_so_that_none_runs() {
        site.file("/b.svg", "image/svg+xml", "<svg><script>alert(1)</script></svg>".getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> answer =
                get(assets.open(PROJECT), site.url("/b.svg").toString());
        assertThat(header(answer, "Content-Type")).isEqualTo("image/svg+xml");
        assertThat(header(answer, "Content-Security-Policy"))
                .isEqualTo("default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void what_cannot_be_had_is_not_asked_for_again_and_again() {
        site.answer("/gone.png", exchange -> exchange.sendResponseHeaders(404, -1));
        String gone = site.url("/gone.png").toString();
        String pass = assets.open(PROJECT);
        assertThat(get(pass, gone).statusCode()).isEqualTo(404);
        assertThat(get(pass, gone).statusCode()).isEqualTo(404);
        assertThat(site.asked()).hasSize(1);
        clock.now = clock.now.plusSeconds(61);
        get(pass, gone);
        assertThat(site.asked()).hasSize(2);
    }

    @Test
    void fetches_so_much_for_one_view_and_for_one_project_and_no_more() {
        String first = assets.open(PROJECT);
        for (int i = 0; i < PER_VIEW; i++) {
            assertThat(get(first, a() + "?" + i).statusCode()).isEqualTo(200);
        }
        assertThat(get(first, a() + "?more").statusCode()).as("of one view").isEqualTo(429);
        assertThat(get(first, a() + "?0").statusCode()).as("from memory").isEqualTo(200);
        String second = assets.open(PROJECT);
        assertThat(get(second, a() + "?x").statusCode()).isEqualTo(200);
        assertThat(get(second, a() + "?y").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> tooMany = get(second, a() + "?z");
        assertThat(tooMany.statusCode()).as("of one project").isEqualTo(429);
        assertThat(header(tooMany, "Retry-After")).isEqualTo("60");
        clock.now = clock.now.plusSeconds(60);
        assertThat(get(second, a() + "?z").statusCode()).isEqualTo(200);
    }

    @Test
    void keeps_no_more_than_its_memory_holds() {
        for (int i = 0; i < 4; i++) {
            get(assets.open(PROJECT), a() + "?" + "x".repeat(i));
        }
        byte[] large = new byte[5_000];
        System.arraycopy(RecordedServer.PNG, 0, large, 0, RecordedServer.PNG.length);
        site.file("/large.png", "image/png", large);
        String pass = assets.open(PROJECT);
        assertThat(get(pass, site.url("/large.png").toString()).body()).hasSize(5_000);
        assertThat(cache.bytes()).isLessThanOrEqualTo(4096);
    }

    @Test
    void a_page_may_show_files_of_recorded_sites_only_if_it_says_so_and_the_operator_lets_it() {
        String own = POLICY + "; frame-ancestors http://host.example";
        assertThat(header(send("GET", "/one/replay.html"), "Content-Security-Policy"))
                .isEqualTo(own);
        assertThat(header(send("GET", "/one/replay.html?assets=on"), "Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'sha256-x'; style-src 'unsafe-inline' "
                        + "http://replay.example/assets/; img-src data: blob: http://replay.example/assets/; font-src "
                        + "data: http://replay.example/assets/; frame-ancestors http://host.example");
        try (ReplayServer forbidden = server(Optional.empty())) {
            replay.close();
            replay = forbidden;
            assertThat(header(send("GET", "/one/replay.html?assets=on"), "Content-Security-Policy"))
                    .isEqualTo(own);
            assertThat(get(assets.open(PROJECT), a()).body()).isNotEqualTo(RecordedServer.PNG);
            assertThat(site.asked()).isEmpty();
        }
    }
}
