package org.sessionrecording.host.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles;

class StaticRoutesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static WebServer host;
    private static ReplayServer replay;

    @BeforeAll
    static void start() {
        FakeExtensions extensions = new FakeExtensions(Map.of("one", new Files("one"), "two", new Files("two")));
        host = new WebServer(0, new FixedCallers(), (c, s, t, d) -> t, List.of(new StaticRoutes(extensions)));
        Origins origins = new Origins(Optional.empty(), Optional.empty(), () -> host.port(), () -> replay.port());
        replay = new ReplayServer(0, extensions, origins, share -> List.of(), Optional.empty());
        host.start();
        replay.start();
    }

    @AfterAll
    static void stop() {
        host.close();
        replay.close();
    }

    private record Files(String plugin) implements StaticFiles {
        @Override
        public Set<String> reservedNames() {
            return Set.of("recorder.js", "*/lazy.js");
        }

        @Override
        public Optional<StaticFile> find(Origin origin, String path) {
            if (path.equals("nothing.js")) {
                return Optional.empty();
            }
            byte[] bytes = (plugin + " " + origin + " " + path).getBytes(StandardCharsets.UTF_8);
            boolean html = path.endsWith(".html");
            return Optional.of(new StaticFile(
                    html ? "text/html; charset=utf-8" : "text/javascript; charset=utf-8",
                    "tag",
                    path.contains("hash"),
                    html ? Optional.of("default-src 'none'") : Optional.empty(),
                    bytes.length,
                    () -> new ByteArrayInputStream(bytes)));
        }
    }

    private static HttpResponse<String> get(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void serves_reserved_names_by_the_plugin_whose_id_sorts_first() {
        assertThat(get(host.port(), "/static/recorder.js").body()).isEqualTo("one HOST recorder.js");
        assertThat(get(host.port(), "/static/1.2.3/lazy.js?v=1").body()).isEqualTo("one HOST 1.2.3/lazy.js");
        assertThat(get(host.port(), "/static/two/player.js").body()).isEqualTo("two HOST player.js");
        assertThat(get(host.port(), "/static/two/nothing.js").statusCode()).isEqualTo(404);
        assertThat(get(host.port(), "/static/three/player.js").statusCode()).isEqualTo(404);
    }

    @Test
    void lets_every_origin_load_and_browsers_cache() {
        HttpResponse<String> answer = get(host.port(), "/static/two/hash.js");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        String etag = answer.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = get(host.port(), "/static/two/hash.js", "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get(host.port(), "/static/two/x.js")
                        .headers()
                        .firstValue("Cache-Control")
                        .orElseThrow())
                .doesNotContain("immutable");
    }

    @Test
    void refuses_paths_that_are_no_files() {
        for (String path : List.of("/static/two//x.js", "/static/two/%5Cx.js", "/static/two/%0Ax.js")) {
            assertThat(get(host.port(), path).statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void gives_the_replay_origin_nothing_but_its_files_framed_by_the_host_alone() {
        HttpResponse<String> page = get(replay.port(), "/one/replay.html", "Cookie", "session=yes");
        assertThat(page.body()).isEqualTo("one REPLAY replay.html");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; frame-ancestors http://127.0.0.1:" + host.port());
        assertThat(page.headers().firstValue("X-Frame-Options")).isEmpty();
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(get(replay.port(), "/static/one/x.js").statusCode()).isEqualTo(404);
        assertThat(get(replay.port(), "/api/projects").statusCode()).isEqualTo(404);
    }
}
