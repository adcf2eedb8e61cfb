package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.harness.Chromium;
import org.sessionrecording.wire.WireSamples;

/**
 * Secrets are typed and shown everywhere on a page, each a word of its own; then every byte that was sent and stored is
 * searched for them. The words of each visit begin with other letters.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecorderPrivacyIT {
    /** What each secret begins with in {@code privacy/page.html}. */
    private static final String PREFIX = "zqx";

    /** What may be seen where typing is shown, letter by letter, and never is. */
    private static final Pattern SHOWN =
            Pattern.compile("zqx-(preset|(default-(area|input))|(t(y(p(e(d.*)?)?)?)?|edited|rich|zqx).*)");

    private static final Pattern HIDDEN = Pattern.compile("password|csc|code|ignored");
    private static final String NUMBER = "817263544";
    private static final String CARD = "29123456781234";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private RunningHost host;
    private Chromium chromium;
    private FixturePages pages;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.start(folder);
        host.settings(Map.of(
                "mask_text_selector", ".balance",
                "block_selector", ".salary",
                "mask_attributes", "data-note",
                "mask_url_parameters", "mine"));
        chromium = new Chromium();
        pages = new FixturePages("privacy");
    }

    @AfterAll
    void stop() throws Exception {
        pages.close();
        chromium.close();
        host.close();
    }

    @Test
    void nothing_that_was_typed_masked_or_blocked_leaves_the_page() throws Exception {
        host.settings(Map.of("mask_inputs", true));
        Seen seen = visit("zqa", Recorder.OWN, "{ capturePageviews: true, privacy: { maskUrlParameters: ['mine'] } }");

        assertThat(seen.secretsIn(seen.sent())).as("sent").isEmpty();
        assertThat(seen.secretsIn(seen.stored())).as("stored").isEmpty();
        assertThat(String.join("\n", seen.sent())).contains("visible-word", "visible-button", "$pageview", "page=3");
        assertThat(String.join("\n", seen.stored()))
                .contains("visible-word", "visible-button")
                .doesNotContain("\"selected\":true");
    }

    @Test
    void where_typing_is_shown_passwords_cards_and_marked_fields_are_not() throws Exception {
        host.settings(Map.of("mask_inputs", false));
        Seen seen = visit("zqb", Recorder.OWN, "{ privacy: { maskAllInputs: false } }");

        Set<String> stored = seen.secretsIn(seen.stored());
        assertThat(stored)
                .contains(
                        "zqx-typed-text",
                        "zqx-typed-area",
                        "zqx-typed-within",
                        "zqx-typed-framed-edit",
                        "zqx-preset",
                        number("zqb", NUMBER))
                .allMatch(secret -> secret.equals(number("zqb", NUMBER))
                        || SHOWN.matcher(secret).matches())
                .noneMatch(secret -> HIDDEN.matcher(secret).find());
    }

    @Test
    void unmodified_clients_mask_what_their_terms_know_by_the_same_settings() throws Exception {
        host.settings(Map.of("mask_inputs", true));
        String newest = WireSamples.ERAS.get(WireSamples.ERAS.size() - 1);
        Seen seen = visit("zqc", new Recorder(newest), "{ mask_personal_data_properties: true }");

        assertThat(seen.secretsIn(seen.stored()))
                .doesNotContain(
                        "zqx-typed-text",
                        "zqx-typed-email",
                        "zqx-typed-area",
                        "zqx-typed-password",
                        "zqx-typed-shown-password",
                        "zqx-typed-inner",
                        "zqx-typed-within",
                        "zqx-masked-setting",
                        "zqx-setting-later",
                        "zqx-masked-posthog",
                        "zqx-block-setting",
                        "zqx-block-posthog",
                        number("zqc", NUMBER),
                        number("zqc", CARD));
        assertThat(String.join("\n", seen.stored())).contains("visible-word");
    }

    private record Seen(String prefix, List<String> sent, List<String> stored) {
        /** Written as in the page. */
        Set<String> secretsIn(List<String> texts) {
            Pattern secrets = Pattern.compile(prefix + "-[a-z-]+|" + numbers(prefix));
            Set<String> found = new TreeSet<>();
            for (String text : texts) {
                Matcher secret = secrets.matcher(text);
                while (secret.find()) {
                    found.add(secret.group().replace(prefix, PREFIX));
                }
            }
            return found;
        }
    }

    private static String numbers(String prefix) {
        return number(prefix, NUMBER) + "|" + number(prefix, CARD);
    }

    /** Another for each prefix. */
    private static String number(String prefix, String rest) {
        return (10 + prefix.charAt(prefix.length() - 1) % 90) + rest;
    }

    private Seen visit(String prefix, Recorder recorder, String options) throws Exception {
        String url = pages.page(
                "page.html",
                prefix + ".html",
                recorder.script(host, pages, options),
                page -> page.replace(PREFIX, prefix));
        RecordingsOf recordings = new RecordingsOf(host);
        Set<String> before = recordings.links();
        try (BrowserContext visitor = chromium.context(1000, 800)) {
            Page page = visitor.newPage();
            SentBodies sent = new SentBodies(page, host.url());
            page.navigate(
                    url + "?token=zqx-start&mine=zqx-mine-start#/a?api_key=zqx-start-fragment".replace(PREFIX, prefix));
            recorder.awaitStart(page, recordings, before);
            type(page, prefix);
            page.evaluate("changes()");
            typeLater(page, prefix);
            page.evaluate("() => document.body.setAttribute('data-mark', 'the-end')");
            JsonNode recording = recordings.awaitNew(before, "type");
            host.api()
                    .waitFor(
                            RecordingsOf.snapshots(recording),
                            document -> {
                                Recorder.show(page);
                                return document.toString().contains("the-end");
                            },
                            PATIENCE);
            page.navigate("about:blank");
            return new Seen(prefix, sent.all(), StoredBytes.of(host.database()));
        }
    }

    private static void type(Page page, String prefix) {
        for (String field : List.of("text", "email", "search", "odd", "area", "mirrored", "code", "ignored")) {
            page.fill("#" + field, prefix + "-typed-" + field);
        }
        page.fill("#tel", number(prefix, NUMBER));
        page.fill("#number", number(prefix, NUMBER));
        page.fill("#emptied-area", "");
        page.fill("#emptied", "");
        page.selectOption("#choice", "b");
        page.selectOption("#month", "02");
        page.locator("#edited").pressSequentially(prefix + "-typed-edited");
        page.locator("#rich p").pressSequentially(prefix + "-typed-rich");
        page.locator("#password").pressSequentially(prefix + "-typed-password");
        page.locator("#card").pressSequentially(number(prefix, CARD));
        page.fill("#csc", prefix + "-typed-csc");
        page.fill("#shaded", prefix + "-typed-inner");
        page.locator("#shaded-edit").pressSequentially(prefix + "-typed-shaded-edit");
        FrameLocator frame = page.frameLocator("#frame");
        frame.locator("#framed").fill(prefix + "-typed-within");
        frame.locator("#framed-edit").pressSequentially(prefix + "-typed-framed-edit");
        page.click("#reveal");
        page.locator("#password").fill(prefix + "-typed-shown-password");
    }

    /** Into the field that took the password's place. */
    private static void typeLater(Page page, String prefix) {
        page.locator("#place input").pressSequentially(prefix + "-typed-replaced-password");
    }
}
