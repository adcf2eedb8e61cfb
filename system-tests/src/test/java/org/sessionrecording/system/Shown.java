package org.sessionrecording.system;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsCheckedOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;

/** What a page shows once it was drawn: whoever just clicked may still look at the page before. */
final class Shown {
    private static final double PATIENCE_MILLIS = 20_000;

    private Shown() {}

    /** All of these texts, as people read them. */
    static void assertShows(Locator place, String... texts) {
        for (String text : texts) {
            PlaywrightAssertions.assertThat(place)
                    .containsText(
                            text,
                            new ContainsTextOptions().setUseInnerText(true).setTimeout(PATIENCE_MILLIS));
        }
    }

    /** This text and nothing else. */
    static void assertReads(Locator place, String text) {
        PlaywrightAssertions.assertThat(place).hasText(text, new HasTextOptions().setTimeout(PATIENCE_MILLIS));
    }

    static void assertCount(Locator places, int count) {
        PlaywrightAssertions.assertThat(places).hasCount(count, new HasCountOptions().setTimeout(PATIENCE_MILLIS));
    }

    static void assertChecked(Locator box, boolean checked) {
        PlaywrightAssertions.assertThat(box)
                .isChecked(new IsCheckedOptions().setChecked(checked).setTimeout(PATIENCE_MILLIS));
    }
}
