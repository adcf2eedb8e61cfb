package org.sessionrecording.host.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StyleSheetTest {
    private static final AssetUrl BASE = AssetUrl.parse("https://cdn.example/css/site.css?v=2");

    private static String rewritten(String css) {
        return new String(
                StyleSheet.rewritten(BASE, "text/css", css.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private static String own(String address) {
        return "\"?url=" + URLEncoder.encode(address, StandardCharsets.UTF_8) + "\"";
    }

    @Test
    void addresses_lead_to_where_the_sheet_itself_is_shown() {
        Map<String, String> rewritten = Map.of(
                "p{background:url(a.png)}", "p{background:url(" + own("https://cdn.example:443/css/a.png") + ")}",
                "p{background:URL( 'a b.png' )}",
                        "p{background:URL( " + own("https://cdn.example:443/css/a%20b.png") + " )}",
                "@import \"/b.css\" print;", "@import " + own("https://cdn.example:443/b.css") + " print;",
                "@import url(//other.example/c.css);", "@import url(" + own("https://other.example:443/c.css") + ");",
                "url(sprite.svg#star)", "url(\"?url=https%3A%2F%2Fcdn.example%3A443%2Fcss%2Fsprite.svg#star\")");
        rewritten.forEach((css, expected) -> assertThat(rewritten(css)).isEqualTo(expected));
    }

    @Test
    void what_is_no_address_stays() {
        for (String css : new String[] {
            "/* url(a.png) */ p{}",
            "p{content:\"url(a.png)\"}",
            "p{background:url(\"data:image/png;base64,AA==\")}",
            "p{fill:url(\"#gradient\")}",
            "",
            "/* open",
            "p{content:\"open",
            "@import ",
            "url("
        }) {
            assertThat(rewritten(css)).isEqualTo(css);
        }
        assertThat(rewritten("p{background:url(file:///etc/passwd)}")).isEqualTo("p{background:url(\"data:,\")}");
        assertThat(rewritten("p{background:url(\"a\\\"b.png\")}")).doesNotContain("url=");
    }

    @Test
    void other_charsets_are_read_as_their_server_says() {
        byte[] latin = "p{content:'é'}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(StyleSheet.rewritten(BASE, "text/css; charset=\"iso-8859-1\"", latin))
                .isEqualTo("p{content:'é'}".getBytes(StandardCharsets.UTF_8));
    }
}
