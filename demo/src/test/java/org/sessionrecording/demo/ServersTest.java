package org.sessionrecording.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.ApiException;

class ServersTest {
    @TempDir
    Path folder;

    @Test
    void the_shop_serves_its_pages_and_nothing_else() throws Exception {
        try (Shop shop = Shop.open(0, "http://127.0.0.1:8000", "phc_demo")) {
            assertThat(get(shop.url() + "/").body()).contains("Hedge &amp; Hog", "/shop.js");
            for (String file : new String[] {"/shop.css", "/shop.js", "/goods.js", "/chart.js", "/index.html"}) {
                assertThat(get(shop.url() + file).statusCode()).as(file).isEqualTo(200);
            }
            assertThat(get(shop.url() + "/config.js").body())
                    .isEqualTo("window.SHOP = {host: \"http://127.0.0.1:8000\", token: \"phc_demo\"};\n");
            assertThat(get(shop.url() + "/logback-demo.xml").statusCode()).isEqualTo(404);
            assertThat(get(shop.url() + "/..%2flogback-demo.xml").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void the_s3_server_has_a_bucket_and_lets_nobody_write_without_a_signature() throws Exception {
        Credentials credentials = Credentials.readOrMake(folder.resolve("demo.properties"), Map.of());
        try (EmbeddedS3 s3 = EmbeddedS3.start(folder.resolve("s3"), credentials)) {
            assertThat(s3.url()).isEqualTo("http://127.0.0.1:" + credentials.s3Port() + "/replays");
            assertThat(folder.resolve("s3/replays")).isDirectory();
            HttpRequest unsigned = HttpRequest.newBuilder(URI.create(s3.url() + "/x"))
                    .PUT(HttpRequest.BodyPublishers.ofString("x"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(unsigned, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void hashes_are_of_the_snapshots_alone() {
        String plain =
                "{\"version\":1,\"facts\":{\"a\":\"\\\"snapshots\\\":[\"},\"snapshots\":[%s],\"chunks\":[{\"offset\":%d}]}";
        String hash = hash(plain, "{\"type\":2,\"data\":\"],\\\"chunks\\\":[\"}", 10);
        assertThat(hash(plain, "{\"type\":2,\"data\":\"],\\\"chunks\\\":[\"}", 99))
                .isEqualTo(hash);
        assertThat(hash(plain, "{\"type\":3,\"data\":\"],\\\"chunks\\\":[\"}", 10))
                .isNotEqualTo(hash);
        assertThatThrownBy(() -> Playback.hash("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ApiException.class);
    }

    private static String hash(String format, String snapshots, int offset) {
        String document = String.format(java.util.Locale.ROOT, format, snapshots, offset);
        return Playback.hash(document.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
