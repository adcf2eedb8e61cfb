package org.sessionrecording.host.assets;

import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.ReplayServer;
import org.sessionrecording.host.web.Requests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way by which replayed pages get images, fonts and style sheets of the recorded site: {@code GET
 * /assets/{pass}?url=…} on the replay origin. Made once, closed by the composition root; for any thread.
 */
public final class ReplayAssets implements ReplayServer.Assets, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplayAssets.class);

    private static final int PER_VIEW = 1_000;
    private static final int PER_MINUTE = 1_200;
    private static final int AT_A_TIME = 16;
    private static final long PATIENCE_MILLIS = 5_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final long MOST_CACHED = 64L << 20;
    private static final int SHARE_OF_HEAP = 16;

    /** As what browsers ask for what may be shown; those that do not say so are not asked. */
    private static final Set<String> DESTINATIONS = Set.of("image", "font", "style");

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

    private final AssetPasses passes;
    private final AssetFetcher fetcher;
    private final AssetCache cache;
    private final AssetLimits limits;
    private final MeterRegistry metrics;

    /** @param key by which passes are signed, the same on all hosts of an installation */
    public ReplayAssets(byte[] key, AllowedHosts allowed, Clock clock, MeterRegistry metrics) {
        this(
                new AssetPasses(key, clock),
                new AssetFetcher(allowed, LONGEST),
                new AssetCache(Math.min(MOST_CACHED, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP), clock),
                new AssetLimits(PER_VIEW, PER_MINUTE, AT_A_TIME, PATIENCE_MILLIS, clock),
                metrics);
    }

    ReplayAssets(
            AssetPasses passes, AssetFetcher fetcher, AssetCache cache, AssetLimits limits, MeterRegistry metrics) {
        this.passes = passes;
        this.fetcher = fetcher;
        this.cache = cache;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** The path under which one view of a recording may ask, for some hours. */
    public String open(ProjectId project) {
        return PATH + passes.issue(project);
    }

    @Override
    public void answer(Context context) {
        AssetPasses.Pass pass = passes.find(context.pathParam("pass"))
                .orElseThrow(() -> new Rejection(
                        403, "Cannot fetch the file: the page's pass is none of ours or too old (open it again)"));
        String destination = context.header("Sec-Fetch-Dest");
        if (destination != null && !DESTINATIONS.contains(destination)) {
            throw new Rejection(403, "Cannot fetch the file: it is no image, font or style sheet of a replayed page");
        }
        AssetCache.Entry entry = entry(pass, Requests.query(context, "url"));
        send(context, entry.asset().orElseThrow(() -> new Rejection(404, "Cannot show the file: " + entry.why())));
    }

    private AssetCache.Entry entry(AssetPasses.Pass pass, @Nullable String text) {
        AssetUrl url;
        try {
            url = AssetUrl.parse(text == null ? "" : text);
        } catch (UnfitException e) {
            count("refused");
            throw new Rejection(400, "Cannot fetch the file: " + e.getMessage());
        }
        Optional<AssetCache.Entry> known = cache.find(pass.project(), url);
        if (known.isPresent()) {
            count("cached");
            return known.get();
        }
        limits.count(pass);
        limits.begin();
        try {
            return cache.find(pass.project(), url).orElseGet(() -> fetch(pass.project(), url));
        } finally {
            limits.done();
        }
    }

    private AssetCache.Entry fetch(ProjectId project, AssetUrl url) {
        try {
            Asset asset = fetcher.fetch(url);
            count("fetched");
            return cache.keep(project, url, asset);
        } catch (UnfitException e) {
            count("refused");
            return cache.keepFailure(project, url, e.getMessage());
        } catch (IOException e) {
            count("failed");
            // where it leads is what somebody looked at
            log.debug("Cannot fetch a file of a recorded site in project {}", project, e);
            return cache.keepFailure(project, url, "its server does not answer as it should");
        }
    }

    private void count(String outcome) {
        metrics.counter("replay_assets_total", "outcome", outcome).increment();
    }

    private static void send(Context context, Asset asset) {
        context.contentType(asset.type().equals(AssetTypes.CSS) ? AssetTypes.CSS + "; charset=utf-8" : asset.type());
        context.header("Content-Security-Policy", POLICY);
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cache-Control", "private, max-age=3600");
        context.result(asset.bytes());
    }

    @Override
    public void close() throws IOException {
        fetcher.close();
    }
}
