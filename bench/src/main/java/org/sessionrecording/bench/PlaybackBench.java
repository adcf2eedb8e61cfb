package org.sessionrecording.bench;

import com.microsoft.playwright.BrowserContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.sessionrecording.harness.Chromium;

/**
 * How long one waits for the first picture of a recording of 100 MB, for nine tenths of one of three hours, and how long the
 * page is held up by one of 20,000 nodes: our player over the host, and rrweb-player as published, given the whole file. The limit is
 * rrweb-player given nothing but the first picture. Milliseconds, the middle of several; less is better.
 */
final class PlaybackBench implements Benchmark {
    private static final int MB = 1_000_000;
    private static final int CHANGE_BYTES = 40_000;

    @Override
    public String name() {
        return "playback";
    }

    @Override
    public BenchResult run(Scale scale) throws Exception {
        boolean quick = scale == Scale.QUICK;
        int times = quick ? 1 : 3;
        int large = (quick ? 20 : 100) * MB;
        Duration every = Duration.ofMillis(500);
        List<ForgedRecording> recordings = List.of(
                new ForgedRecording(
                        "large",
                        every.multipliedBy(large / CHANGE_BYTES),
                        2_000,
                        every,
                        CHANGE_BYTES,
                        Duration.ofSeconds(10)),
                new ForgedRecording(
                        "long",
                        quick ? Duration.ofHours(1) : Duration.ofHours(3),
                        2_000,
                        Duration.ofSeconds(1),
                        100,
                        Duration.ofSeconds(3)),
                new ForgedRecording(
                        "wide", Duration.ofMinutes(11), 20_000, Duration.ofSeconds(1), 100, Duration.ofSeconds(3)));
        Map<String, Watched> ours = new LinkedHashMap<>();
        Map<String, Watched> stock = new LinkedHashMap<>();
        Map<String, Double> details = new LinkedHashMap<>();
        double limit;
        try (PlaybackHost host = new PlaybackHost();
                Chromium browser = new Chromium()) {
            for (ForgedRecording recording : recordings) {
                details.put(recording.person() + "_raw_mb", (double) host.add(recording) / MB);
            }
            for (ForgedRecording recording : recordings) {
                String person = recording.person();
                ours.put(person, middle(browser, times, profile -> host.watch(profile, person)));
                stock.put(person, stock(browser, times, host.events(person)));
            }
            limit = stock(browser, times, firstPicture(host.events("large"))).first();
        }
        describe(details, ours, stock);
        return new BenchResult(
                name(),
                "ms to the first picture",
                ours.get("large").first(),
                limit,
                stock.get("large").first(),
                Map.of(),
                details);
    }

    private static void describe(Map<String, Double> details, Map<String, Watched> ours, Map<String, Watched> stock) {
        double first = ours.get("large").first();
        double seek = ours.get("long").seek();
        double task = ours.get("wide").longestTask();
        details.put("first_frame_ms", first);
        details.put("first_frame_stock_ms", stock.get("large").first());
        details.put("first_frame_ratio", first / stock.get("large").first());
        details.put("seek_ms", seek);
        details.put("seek_stock_ms", stock.get("long").seek());
        details.put("seek_ratio", seek / stock.get("long").seek());
        details.put("longest_task_ms", task);
        details.put("longest_task_stock_ms", stock.get("wide").longestTask());
        details.put("longest_task_ratio", task / stock.get("wide").longestTask());
        ours.forEach((name, watched) -> {
            details.put(name + "_first_ms", watched.first());
            details.put(name + "_seek_ms", watched.seek());
            details.put(name + "_longest_task_ms", watched.longestTask());
        });
    }

    private interface Watching {
        Watched watch(BrowserContext profile) throws Exception;
    }

    private static Watched stock(Chromium browser, int times, byte[] events) throws Exception {
        try (StockPlayer player = new StockPlayer(events)) {
            return middle(browser, times, player::watch);
        }
    }

    /** The middle of each figure. */
    private static Watched middle(Chromium browser, int times, Watching watching) throws Exception {
        List<Watched> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try (BrowserContext profile = browser.context(1280, 900)) {
                all.add(watching.watch(profile));
            }
        }
        return new Watched(median(all, Watched::first), median(all, Watched::seek), median(all, Watched::longestTask));
    }

    private static double median(List<Watched> all, ToDoubleFunction<Watched> figure) {
        return all.stream().mapToDouble(figure).sorted().toArray()[all.size() / 2];
    }

    /** The events up to the first change, and one more, since a player wants to have two. */
    private static byte[] firstPicture(byte[] events) {
        String text = new String(events, 0, Math.min(events.length, MB), StandardCharsets.UTF_8);
        int change = text.indexOf("{\"type\":3,\"timestamp\"");
        return (text.substring(0, change) + "{\"type\":5,\"timestamp\":" + Long.MAX_VALUE / 1_000_000
                        + ",\"data\":{\"tag\":\"end\",\"payload\":{}}}]")
                .getBytes(StandardCharsets.UTF_8);
    }
}
