package org.sessionrecording.host.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://a.0x10/",
                "http://127.0.0.1.5/",
                "http://user@shop.example/",
                "http://user:secret@shop.example/",
                "http://shop.example@127.0.0.1/",
                "http://shop.example\\@127.0.0.1/",
                "http://[::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://１２７.0.0.1/",
                "http://shop。example/",
                "http:///etc/passwd",
                "http://",
                "http:shop.example/a",
                "//shop.example/a",
                "/a",
                "",
                "file:///etc/passwd",
                "ftp://shop.example/",
                "gopher://shop.example:11211/_stats",
                "javascript:alert(1)",
                "http://shop.example:0/",
                "http://shop.example:65536/",
                "http://shop.example:80:80/",
                "http://shop example/",
                "http://shop.example\n/",
                " http://shop.example/"
            })
    void refuses_addresses_that_are_none_or_could_be_read_in_two_ways(String text) {
        assertThatThrownBy(() -> AssetUrl.parse(text)).isInstanceOf(UnfitException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://shop.example, http://shop.example:80/",
        "HTTPS://Shop.Example/a.png?x=1#top, https://shop.example:443/a.png?x=1",
        "https://my_bucket.s3.example:8443?x, https://my_bucket.s3.example:8443/?x",
        "http://[2606:4700::1111]/a, http://[2606:4700::1111]:80/a",
        "http://shop.example/a|b {c}^%2f%zz?[d]=\"é\", http://shop.example:80/a%7Cb%20%7Bc%7D%5E%2f%25zz?%5Bd%5D=%22%C3%A9%22"
    })
    void reads_addresses_as_browsers_write_them(String text, String read) {
        assertThat(AssetUrl.parse(text)).hasToString(read);
    }

    @Test
    void a_request_line_cannot_be_broken_open() {
        assertThat(AssetUrl.parse("http://shop.example/a\r\nHost: other\r\n\r\nGET /b")
                        .path())
                .isEqualTo("/a%0D%0AHost:%20other%0D%0A%0D%0AGET%20/b");
    }

    @Test
    void follows_redirects_by_the_same_rules() {
        AssetUrl url = AssetUrl.parse("https://shop.example/images/a.png?x=1");
        assertThat(url.follow("b.png")).hasToString("https://shop.example:443/images/b.png");
        assertThat(url.follow("/c d.png")).hasToString("https://shop.example:443/c%20d.png");
        assertThat(url.follow("//cdn.example/d.png")).hasToString("https://cdn.example:443/d.png");
        assertThat(url.follow("http://10.0.0.1/e.png").host()).isEqualTo("10.0.0.1"); // refused when connected to
        for (String elsewhere : new String[] {"file:///etc/passwd", "http://a@b/", "http://0x7f.1/", "javascript:1"}) {
            assertThatThrownBy(() -> url.follow(elsewhere)).as(elsewhere).isInstanceOf(UnfitException.class);
        }
    }
}
