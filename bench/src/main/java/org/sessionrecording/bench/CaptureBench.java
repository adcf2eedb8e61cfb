package org.sessionrecording.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sessionrecording.harness.Chromium;

/**
 * What being recorded costs a visitor: the same visit to the demo's shop, recorded by the plugin's recorder and by the current
 * posthog-js. Bytes sent per visit; less is better. The limit is the same content in one piece, compressed as well as gzip can.
 */
final class CaptureBench implements Benchmark {
    @Override
    public String name() {
        return "capture";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        int rounds =
                switch (scale) {
                    case QUICK -> 2;
                    case NORMAL -> 4;
                    case SOAK -> 20;
                };
        int tabs = scale == Scale.QUICK ? 2 : 5;
        try (CaptureServer server = new CaptureServer();
                Chromium browser = new Chromium()) {
            ShopVisit visit = new ShopVisit(browser, server);
            visit.take(RecorderKind.OURS, 1); // the browser is warm afterwards
            ShopVisit.Figures ours = visit.take(RecorderKind.OURS, rounds);
            ShopVisit.Figures theirs = visit.take(RecorderKind.POSTHOG, rounds);
            Map<String, Double> details = details(ours, theirs);
            details.put("lost_on_close", (double) visit.lostOnClosing(RecorderKind.OURS, tabs));
            details.put("baseline_lost_on_close", (double) visit.lostOnClosing(RecorderKind.POSTHOG, tabs));
            return new BenchResult(
                    name(),
                    "bytes sent/visit",
                    ours.bytesSent(),
                    SentBodies.smallest(ours.sent()),
                    theirs.bytesSent(),
                    Map.of(),
                    details);
        }
    }

    private static Map<String, Double> details(ShopVisit.Figures ours, ShopVisit.Figures theirs) {
        Map<String, Double> details = new LinkedHashMap<>();
        compare(details, "requests", "requests_per_minute", ours.requestsPerMinute(), theirs.requestsPerMinute());
        compare(details, "bytes", "bytes", ours.bytesSent(), theirs.bytesSent());
        compare(details, "main_thread", "main_thread_ms", ours.mainThreadMillis(), theirs.mainThreadMillis());
        compare(details, "script", "script_bytes", ours.scriptBytes(), theirs.scriptBytes());
        details.put("script_bytes_before_paint", ours.scriptBytesBeforePaint());
        details.put("baseline_script_bytes_before_paint", theirs.scriptBytesBeforePaint());
        details.put("visit_seconds", ours.millis() / 1_000);
        details.put("baseline_visit_seconds", theirs.millis() / 1_000);
        return details;
    }

    private static void compare(Map<String, Double> details, String ratio, String figure, double ours, double theirs) {
        details.put(ratio + "_ratio", ours / theirs);
        details.put(figure, ours);
        details.put("baseline_" + figure, theirs);
    }
}
