package org.sessionrecording.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Grows sessions of any length out of the recorded requests of one era, by playing them again and again with later times
 * and other ids. Nothing else changes, so what comes out is what a client would have sent; {@code sent_at}, {@code offset}
 * and the URL's {@code _} are left out, so that the times stand as they are. The same input gives the same bytes.
 * Immutable; safe from any thread.
 */
public final class GrowSamples {
    /** Between the last snapshot of a round and the first of the next. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final List<Text> texts;
    private final long first;
    private final long last;

    private record Text(String path, String json) {}

    private GrowSamples(List<Text> texts, long first, long last) {
        this.texts = texts;
        this.first = first;
        this.last = last;
    }

    /** Reads an era's requests. */
    public static GrowSamples of(String era) {
        List<Text> texts = new ArrayList<>();
        long first = Long.MAX_VALUE;
        long last = 0;
        for (WireSamples.Request request : WireSamples.requests(era)) {
            if (request.path().equals("/s/") || isNewEvent(request)) {
                Text text = new Text(request.path(), json(request.body()));
                texts.add(text);
                for (long time : Restamp.snapshotTimes(text.json())) {
                    first = Math.min(first, time);
                    last = Math.max(last, time);
                }
            }
        }
        return new GrowSamples(List.copyOf(texts), first, last);
    }

    /** Events of older clients say how long before sending they happened, and nothing else: without it they have no time. */
    private static boolean isNewEvent(WireSamples.Request request) {
        return request.path().equals("/e/") && request.era().equals("posthog-js-1.449.2");
    }

    /** How long one round of the recorded requests is, pause included. */
    public Duration round() {
        return Duration.ofMillis(last - first).plus(PAUSE);
    }

    /** A session of at least one round, and of as many as it takes to hold this many bytes of JSON. */
    public GrownSession grow(Visitor visitor, Instant start, long rawBytes) {
        List<GrownSession.Request> requests = new ArrayList<>();
        long bytes = 0;
        int snapshots = 0;
        int round = 0;
        do {
            long shift = start.toEpochMilli() - first + round * round().toMillis();
            for (Text text : texts) {
                String json = new Restamp(visitor, shift, round).apply(text.json());
                if (text.path().equals("/s/")) {
                    bytes += json.length();
                    snapshots += Restamp.snapshotTimes(json).length;
                }
                requests.add(new GrownSession.Request(text.path(), gzip(json)));
            }
            round++;
        } while (bytes < rawBytes);
        Instant end = start.plus(round().multipliedBy(round)).minus(PAUSE);
        return new GrownSession(start, end, bytes, snapshots, requests);
    }

    /** The body's JSON, a byte per character, so that every byte stays what it was. */
    private static String json(byte[] body) {
        boolean gzip = body[0] == 0x1f && body[1] == (byte) 0x8b;
        return new String(gzip ? gunzip(body) : body, StandardCharsets.ISO_8859_1);
    }

    private static byte[] gunzip(byte[] body) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot inflate a recorded body", e);
        }
    }

    private static byte[] gzip(String json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length() / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(json.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot deflate a grown body", e);
        }
        return bytes.toByteArray();
    }
}
