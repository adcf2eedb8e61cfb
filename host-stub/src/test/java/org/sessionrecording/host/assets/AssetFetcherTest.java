package org.sessionrecording.host.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetFetcherTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final RecordedServer site = new RecordedServer();
    private final AssetFetcher fetcher = new AssetFetcher(site.allowed(), LONGEST);

    @AfterEach
    void stop() throws IOException {
        fetcher.close();
        site.close();
    }

    @Test
    void asks_without_anything_that_tells_who_watches_what() throws IOException {
        site.redirect("/first", "/a.png");
        site.file("/a.png", "image/png", RecordedServer.PNG);
        assertThat(fetcher.fetch(site.url("/first")).type()).isEqualTo("image/png");
        assertThat(fetcher.fetch(site.url("/a.png?again")).bytes()).isEqualTo(RecordedServer.PNG);
        assertThat(site.asked()).containsExactly("GET /first", "GET /a.png", "GET /a.png?again");
        for (Headers sent : site.headers()) {
            assertThat(sent.keySet()).isSubsetOf("Host", "Accept", "User-agent", "Connection");
            assertThat(sent.getFirst("User-agent")).isEqualTo("Mozilla/5.0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"})
    void connects_to_no_private_host_that_the_operator_did_not_name(String host) throws IOException {
        site.file("/a.png", "image/png", RecordedServer.PNG);
        AllowedHosts other = AllowedHosts.parse("elsewhere.example:" + site.port());
        try (AssetFetcher strict = new AssetFetcher(other, LONGEST)) {
            for (String port : List.of("", ":8080")) {
                AssetUrl url = AssetUrl.parse("http://" + host + port + "/a.png");
                assertThatThrownBy(() -> strict.fetch(url))
                        .isInstanceOf(UnfitException.class)
                        .hasMessageContaining("public internet");
            }
        }
        assertThat(site.asked()).isEmpty();
    }

    @Test
    void a_name_that_means_this_machine_is_this_machine() throws IOException {
        try (AssetFetcher strict = fetcher(host ->
                new InetAddress[] {InetAddress.getByName("93.184.216.34"), InetAddress.getByName("127.0.0.1")})) {
            assertThatThrownBy(() -> strict.fetch(AssetUrl.parse("http://evil.example/")))
                    .isInstanceOf(UnfitException.class)
                    .hasMessageContaining("public internet");
        }
    }

    @Test
    void a_name_is_looked_up_once_and_what_was_checked_is_connected_to() throws IOException {
        site.file("/a.png", "image/png", RecordedServer.PNG);
        AtomicInteger lookups = new AtomicInteger();
        AllowedHosts named = AllowedHosts.parse("shop.intranet:" + site.port());
        try (AssetFetcher pinned = new AssetFetcher(named, LONGEST, host -> {
            // a name that would mean a metadata service at the second look
            String address = lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254";
            return new InetAddress[] {InetAddress.getByName(address)};
        })) {
            pinned.fetch(AssetUrl.parse("http://shop.intranet:" + site.port() + "/a.png"));
            assertThat(lookups).hasValue(1);
            assertThat(site.headers().get(0).getFirst("Host")).isEqualTo("shop.intranet:" + site.port());
        }
    }

    @Test
    void an_allowed_host_that_means_a_metadata_service_is_refused_all_the_same() throws IOException {
        try (AssetFetcher allowing = new AssetFetcher(AllowedHosts.parse("shop.intranet"), LONGEST, host ->
                new InetAddress[] {InetAddress.getByName("169.254.169.254")})) {
            assertThatThrownBy(() -> allowing.fetch(AssetUrl.parse("http://shop.intranet/")))
                    .isInstanceOf(UnfitException.class)
                    .hasMessageContaining("public internet");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://127.0.0.1:8080/",
                "http://[::1]/",
                "http://localhost/",
                "http://0x7f000001/",
                "file:///etc/passwd",
                "http://someone@127.0.0.1/"
            })
    void redirects_are_checked_like_what_was_asked_for(String location) {
        site.redirect("/away", location);
        assertThatThrownBy(() -> fetcher.fetch(site.url("/away")))
                .isInstanceOf(UnfitException.class)
                .hasMessageNotContaining("its server answers");
    }

    @Test
    void follows_three_redirects_and_no_more() throws IOException {
        site.file("/a.png", "image/png", RecordedServer.PNG);
        site.redirect("/1", "/a.png");
        site.redirect("/2", "/1");
        site.redirect("/3", "/2");
        site.redirect("/4", "/3");
        assertThat(fetcher.fetch(site.url("/3")).type()).isEqualTo("image/png");
        assertThatThrownBy(() -> fetcher.fetch(site.url("/4"))).hasMessageContaining("too often");
    }

    @Test
    void ports_of_other_services_are_not_tried() throws IOException {
        try (AssetFetcher strict = fetcher(InetAddress::getAllByName)) {
            for (int port : new int[] {22, 25, 6379, 11211, 5432}) {
                assertThatThrownBy(() -> strict.fetch(AssetUrl.parse("http://93.184.216.34:" + port + "/")))
                        .hasMessageContaining("port");
            }
        }
    }

    private static AssetFetcher fetcher(CheckedAddresses.Lookup lookup) {
        return new AssetFetcher(AllowedHosts.NONE, LONGEST, lookup);
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, <html><script>alert(1)</script>",
        "application/json, {\"secret\":1}",
        "image/png, <html><script>alert(1)</script>",
        "image/svg+xml, <html><svg></svg>",
        "application/octet-stream, some bytes",
        "text/javascript, GIF89a=1",
        "text/plain, GIF89a",
        "'', <svg></svg>"
    })
    void lets_nothing_through_that_is_no_image_font_or_style_sheet(String type, String text) {
        site.file("/it", type, text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> fetcher.fetch(site.url("/it"))).hasMessageContaining("no image, font or style");
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpeg, GIF89a…, image/gif",
        "application/octet-stream, wOF2…, font/woff2",
        "application/font-woff, wOFF…, font/woff",
        "'', OTTO…, font/otf",
        "image/svg+xml; charset=utf-8, '<?xml version=\"1.0\"?><svg/>', image/svg+xml",
        "text/css; charset=utf-8, p{}, text/css"
    })
    void tells_types_by_their_bytes(String type, String text, String told) throws IOException {
        site.file("/it", type, text.getBytes(StandardCharsets.UTF_8));
        assertThat(fetcher.fetch(site.url("/it")).type()).isEqualTo(told);
    }

    @Test
    void takes_no_more_than_its_limit_whether_or_not_it_is_told_the_length() {
        byte[] large = new byte[AssetFetcher.LARGEST + 1];
        System.arraycopy(RecordedServer.PNG, 0, large, 0, RecordedServer.PNG.length);
        site.file("/told", "image/png", large);
        site.answer("/untold", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "image/png");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(large);
        });
        for (String path : List.of("/told", "/untold")) {
            assertThatThrownBy(() -> fetcher.fetch(site.url(path))).hasMessageContaining("larger than");
        }
    }

    @Test
    void a_server_that_trickles_is_left_when_its_time_is_up() throws IOException {
        CountDownLatch left = new CountDownLatch(1);
        site.answer("/slow", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "image/png");
            exchange.sendResponseHeaders(200, 0);
            try {
                while (!left.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (AssetFetcher hasty = new AssetFetcher(site.allowed(), Duration.ofMillis(300))) {
            assertThatThrownBy(() -> hasty.fetch(site.url("/slow"))).isInstanceOf(IOException.class);
        } finally {
            left.countDown();
        }
    }

    @Test
    void an_error_of_the_site_is_no_picture() {
        site.answer("/gone", exchange -> exchange.sendResponseHeaders(404, -1));
        assertThatThrownBy(() -> fetcher.fetch(site.url("/gone"))).hasMessageContaining("answers 404");
    }
}
