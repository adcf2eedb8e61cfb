package org.sessionrecording.host.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.sessionrecording.wire.WireSamples;

/** Measures raw MB/s of one thread through decoding and scanning, without a harness: run {@code main}. */
final class DecodeSpeed {
    private static final int ROUNDS = 12;

    private DecodeSpeed() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true);
        for (String era : WireSamples.ERAS) {
            byte[] plain = plainBody(era, 3 * 1024 * 1024);
            byte[] body = Requests.gzip(plain);
            double gunzip = 0;
            double scanner = 0;
            double envelope = 0;
            double all = 0;
            for (int round = 0; round < ROUNDS; round++) {
                gunzip = Math.max(gunzip, rate(plain.length, () -> inflate(body)));
                scanner = Math.max(scanner, rate(plain.length, () -> scan(plain)));
                envelope = Math.max(envelope, rate(plain.length, () -> decode(body, false)));
                long snapshots = decode(body, true);
                all = Math.max(all, rate(snapshots, () -> decode(body, true)));
            }
            out.printf(
                    Locale.ROOT,
                    "%-20s gunzip %4.0f, scanner %4.0f, with envelope %4.0f, with snapshots %4.0f MB/s plain%n",
                    era,
                    gunzip,
                    scanner,
                    envelope,
                    all);
        }
    }

    private interface Work {
        long run() throws IOException;
    }

    /** Of this thread, so that a busy machine does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double rate(long bytes, Work work) throws IOException {
        long start = cpuNanos();
        for (int i = 0; i < 10; i++) {
            if (work.run() < 0) {
                throw new IllegalStateException("Cannot measure: nothing was decoded");
            }
        }
        return 10.0 * bytes / 1e6 / ((cpuNanos() - start) / 1e9);
    }

    private static long inflate(byte[] body) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long sum = 0;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), 32 * 1024)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum += read;
            }
        }
        return sum;
    }

    private static long scan(byte[] plain) {
        JsonScanner scanner = new JsonScanner(plain, 0, plain.length, WireLimits.DEFAULTS);
        scanner.skipValue();
        return scanner.offset();
    }

    private static long decode(byte[] body, boolean snapshots) {
        long sum = 0;
        try (DecodedRequest request = Requests.decode(body, Requests.PLAIN, WireLimits.DEFAULTS)) {
            for (WireEvent event : request.events()) {
                SnapshotCursor cursor = event.snapshots();
                while (snapshots && cursor.advance()) {
                    sum += cursor.snapshot().length();
                }
            }
        }
        return sum;
    }

    private static byte[] plainBody(String era, int bytes) throws IOException {
        List<WireSamples.Request> requests = WireSamples.requests(era).stream()
                .filter(request -> request.path().equals("/s/"))
                .toList();
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        for (int i = 0; events.size() < bytes; i++) {
            byte[] body = requests.get(i % requests.size()).body();
            String json = new String(
                    new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);
            events.writeBytes(Requests.utf8((i == 0 ? "[" : ",") + json.substring(1, json.length() - 1)));
        }
        events.write(']');
        return events.toByteArray();
    }
}
