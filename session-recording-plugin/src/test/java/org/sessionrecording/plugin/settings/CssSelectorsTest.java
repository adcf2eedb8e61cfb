package org.sessionrecording.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CssSelectorsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".secret",
                ".secret, #card",
                " .a .b > .c ~ d + e , f",
                "div.a.b#c[data-x][data-y=z]",
                "[data-x='a b'], [data-x=\"]\"]",
                "[ href ^= 'https:' i ]",
                "*",
                "*|a",
                "p *:first-child",
                "a:hover::before",
                ":not(.a, .b:not(c)) d",
                "li:nth-child(2n + 1 of .x)",
                ":is(h1, h2):has(> img)",
                ":is()",
                "[lang|=de]",
                ".sm\\:hidden",
                "#\\31 23",
                ".größe",
                ".x\uD83D\uDE00",
                "--custom",
                ".-a",
                "my-element::part(foo)",
                ":lang(\"de\")",
                ":is([a=')'])"
            })
    void takes_what_browsers_take(String selector) {
        assertThat(CssSelectors.problem(selector)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "#",
                ".secret,",
                ", .secret",
                ".a,, .b",
                ".123",
                "#1a",
                "[data-x",
                "[data-x=1]",
                "[data-x='a]",
                "[=a]",
                "div[",
                "a >",
                "> a",
                "a > > b",
                "a || || b",
                ":not(",
                ":not()",
                ":not(.)",
                ":is(.a",
                ".a)",
                "a:",
                "a:::b",
                "123",
                "a @ b",
                "a & b",
                "$('.secret')",
                "//div[@id]",
                "svg|a",
                "a\\"
            })
    void says_what_no_browser_understands(String selector) {
        assertThat(CssSelectors.problem(selector)).isPresent();
    }
}
