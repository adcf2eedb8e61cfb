package org.sessionrecording.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlPatternsTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, https://app.example.com, true",
        "https://app.example.com, https://app.example.com/a?b#c, true",
        "https://app.example.com, http://app.example.com/, false",
        "app.example.com, http://app.example.com/, true",
        "*.example.com, https://a.b.example.com/x, true",
        "*.example.com, https://example.com.evil.org/x, false",
        "*.example.com, https://evil.org/.example.com, false",
        "example.com/checkout*, https://example.com/checkout/2?x=1, true",
        "example.com/checkout*, https://example.com/shop, false",
        "example.com/a.b, https://example.com/aXb, false",
        "*://example.com/, http://example.com/, true",
        "localhost:3000, http://localhost:3000/#/shop, true"
    })
    void a_star_stands_for_anything_within_its_part(String pattern, String url, boolean matches) {
        UrlPatterns patterns = UrlPatterns.parse(pattern);

        assertThat(patterns.matches(url)).isEqualTo(matches);
        assertThat(Pattern.compile(patterns.regex()).matcher(url).find()).isEqualTo(matches);
        assertThat(Pattern.compile(patterns.regexOfOthers()).matcher(url).find())
                .isNotEqualTo(matches);
    }

    @Test
    void an_origin_alone_may_be_one_of_its_pages() {
        UrlPatterns patterns = UrlPatterns.parse("https://app.example.com/checkout*, *.example.org");

        assertThat(patterns.mayMatch("https://app.example.com")).isTrue();
        assertThat(patterns.mayMatch("https://www.example.org")).isTrue();
        assertThat(patterns.mayMatch("https://www.example.com")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/checkout", "ftp://example.com", "https://", "javascript:alert(1)"})
    void what_is_no_pattern_is_refused_by_name(String pattern) {
        assertThatThrownBy(() -> UrlPatterns.parse("example.com " + pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "'");
    }

    @Test
    void nothing_is_no_pattern() {
        assertThat(UrlPatterns.parse(" ,\n ").isEmpty()).isTrue();
    }
}
