package org.sessionrecording.plugin.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles.Origin;

class PluginStaticFilesTest {
    private final PluginStaticFiles files = new PluginStaticFiles();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "player.js",
                "heavy-parts.js",
                "player.css",
                "licences.txt",
                "array.js",
                "recorder.js",
                "recorder-v2.js",
                "session-recorder.js",
                "session-recorder.d.ts",
                "lazy-recorder.js",
                "1.449.2/lazy-recorder.js"
            })
    void serves_each_file_on_the_host_with_its_true_length(String path) throws IOException {
        StaticFile file = files.find(Origin.HOST, path).orElseThrow();
        assertThat(content(file)).hasSize((int) file.length());
        assertThat(file.etag()).matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"replay.html", "replay.csp", "files.properties", "BuiltFiles.class", "", "a/b/lazy-recorder.js"})
    void serves_nothing_else_on_the_host(String path) {
        assertThat(files.find(Origin.HOST, path)).isEmpty();
    }

    @Test
    void keeps_recorders_and_player_off_the_replay_origin() {
        assertThat(files.find(Origin.REPLAY, "replay.html")).isPresent();
        assertThat(files.find(Origin.REPLAY, "player.js")).isEmpty();
        assertThat(files.find(Origin.REPLAY, "array.js")).isEmpty();
    }

    @Test
    void the_replay_page_runs_the_one_script_that_its_policy_names() throws IOException, NoSuchAlgorithmException {
        StaticFile page = files.find(Origin.REPLAY, "replay.html").orElseThrow();
        String html = new String(content(page), StandardCharsets.UTF_8);
        String script = html.substring(html.indexOf("<script>") + 8, html.lastIndexOf("</script>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));

        assertThat(page.contentSecurityPolicy().orElseThrow())
                .startsWith("default-src 'none'; script-src 'sha256-"
                        + Base64.getEncoder().encodeToString(hash)
                        + "'; style-src 'unsafe-inline'; img-src data: blob:;");
        assertThat(html).containsOnlyOnce("<script>");
    }

    @Test
    void serves_the_licences_of_what_it_serves() throws IOException {
        String text =
                new String(content(files.find(Origin.HOST, "licences.txt").orElseThrow()), StandardCharsets.UTF_8);
        assertThat(text).contains("Apache License", "SmartX Inc.").doesNotContain("/*POSTHOG*/");
    }

    private static byte[] content(StaticFile file) throws IOException {
        try (InputStream in = file.content().open()) {
            return in.readAllBytes();
        }
    }
}
