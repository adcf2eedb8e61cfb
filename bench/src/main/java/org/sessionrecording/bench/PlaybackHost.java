package org.sessionrecording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.sessionrecording.host.Host;
import org.sessionrecording.host.config.HostConfig;

/** A whole host with the plugin from its zip, in a folder that is deleted afterwards. */
final class PlaybackHost implements AutoCloseable {
    private static final String EMAIL = "ada@example.com";
    private static final String PASSWORD = "correct horse battery staple";

    private final Path folder;
    private final Host host;
    private final HostApi api;

    PlaybackHost() throws Exception {
        folder = Files.createTempDirectory("bench-playback");
        host = Host.start(HostConfig.read(Map.of(
                "HTTP_PORT",
                "0",
                "DATA_DIR",
                folder.resolve("data").toString(),
                "BUNDLED_PLUGINS_DIR",
                BundledPlugins.folder().toString(),
                "ADMIN_EMAIL",
                EMAIL,
                "ADMIN_PASSWORD",
                PASSWORD,
                "ADMIN_API_KEY",
                MemoryHost.API_KEY)));
        api = new HostApi(url(), MemoryHost.API_KEY);
        api.settings(Map.of("recording_enabled", true));
    }

    private String url() {
        return "http://127.0.0.1:" + host.port();
    }

    /** Sends a recording through the host's own way in. @return plain bytes */
    long add(ForgedRecording recording) throws IOException, InterruptedException {
        String token = api.get("/api/projects").at("/results/0/token").asText();
        return recording.send(new Sender(host.port(), "/s/"), token);
    }

    private JsonNode find(String person) throws IOException, InterruptedException {
        return api.get(HostApi.PROJECT + "/recordings?distinct_id=" + person).at("/results/0");
    }

    /** All events of a recording, as a file for a player. */
    byte[] events(String person) throws IOException, InterruptedException {
        String path = find(person).path("path").asText();
        String api_path = HostApi.PROJECT + "/recordings"
                + path.substring("/sessions".length(), path.length() - "/recording".length()) + "/snapshots";
        try (InputStream in = api.open(api_path)) {
            return new ObjectMapper()
                    .writeValueAsBytes(new ObjectMapper().readTree(in).path("snapshots"));
        }
    }

    /** Opens a recording's page, lets it play, and seeks to nine tenths of it. */
    Watched watch(BrowserContext profile, String person) throws IOException, InterruptedException {
        JsonNode recording = find(person);
        try (Page page = profile.newPage()) {
            page.setDefaultTimeout(Watched.PATIENCE.toMillis());
            page.navigate(url() + "/login");
            page.fill("input[name=email]", EMAIL);
            page.fill("input[name=password]", PASSWORD);
            page.locator("input[name=password]").press("Enter");
            page.waitForURL(address -> !address.contains("/login"));
        }
        profile.addInitScript(new String(StockPlayer.resource("watch.js"), StandardCharsets.UTF_8));
        try (Page page = profile.newPage()) {
            page.setDefaultTimeout(Watched.PATIENCE.toMillis());
            page.navigate(url() + recording.path("path").asText());
            double first = Watched.number(page.evaluate("() => first"));
            double to = recording.path("duration_ms").asDouble() * 0.9;
            double seek = Watched.number(page.evaluate("to => seek(to)", to));
            return new Watched(first, seek, Watched.longest(page));
        }
    }

    @Override
    public void close() throws IOException {
        host.close();
        Folders.delete(folder);
    }
}
