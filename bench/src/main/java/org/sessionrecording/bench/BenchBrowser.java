package org.sessionrecording.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The machine's own Chromium, headless, of which each measurement takes a fresh profile. For one thread. */
final class BenchBrowser implements AutoCloseable {
    private final Playwright playwright;
    private final Browser browser;

    BenchBrowser() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setHeadless(true)
                        .setArgs(List.of(
                                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")));
    }

    BrowserContext profile() {
        return browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    private static Path executable() {
        return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Cannot measure in a browser: no Chromium on the PATH (apt-get install chromium)"));
    }

    @Override
    public void close() {
        try (playwright) {
            browser.close();
        }
    }
}
