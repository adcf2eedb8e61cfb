package org.sessionrecording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A long recording's whole way through a host, checked at each step: played live, archived, played from the archive as
 * stored, inflated and listed, brought back, played again and erased. What a host has no route for is left out.
 */
final class LongTrip {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final long POLL_MILLIS = 200;

    private final HostApi api;
    private final String recording;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    /** @param link of the recording, as the API gives it */
    LongTrip(HostApi api, String link) {
        this.api = api;
        this.recording = HostApi.PROJECT
                + link.replace("/sessions/", "/recordings/")
                        .replace("/recording?", "?")
                        .replaceAll("/recording$", "");
    }

    /** Seconds by step, of those that were taken. */
    Map<String, Double> take() throws Exception {
        String plain = timed("play_live", () -> played());
        JsonNode run = timed("archive", () -> api.run("session-recording.retention", "?confirm=true", PATIENCE));
        require(run.at("/figures/archived").asInt() == 1, "archived is " + run);
        JsonNode archived = api.get(recording);
        require(archived.path("state").asText().equals("archived"), "it is " + archived.path("state"));
        require(plain.equals(timed("play_archived", () -> played())), "the archive plays other bytes");
        require(
                sha256(open("gzip"))
                        .equals(archived.at("/archive/parts/0/sha256").asText()),
                "the object is another");
        require(plain.equals(timed("play_inflated", () -> sha256(open("identity")))), "inflated it is other bytes");
        try (InputStream list = api.open(recording + "/chunks")) {
            list.transferTo(OutputStream.nullOutputStream());
        }
        restore(plain);
        erase();
        return seconds;
    }

    private void restore(String plain) throws Exception {
        HostApi.Answer answer = api.post(recording + "/restore");
        if (!isRoute(answer)) {
            return;
        }
        require(answer.ok(), "restoring gave " + answer);
        timed("restore", () -> awaitState("restored"));
        require(plain.equals(timed("play_restored", () -> played())), "restored it plays other bytes");
    }

    private void erase() throws Exception {
        long begin = System.nanoTime();
        HostApi.Answer answer = api.delete(recording);
        if (!isRoute(answer)) {
            return;
        }
        require(answer.ok(), "erasing gave " + answer);
        for (int status = 200; status == 200; Thread.sleep(POLL_MILLIS)) {
            status = api.post(recording + "/pin").status();
            require(System.nanoTime() - begin < PATIENCE.toNanos(), "it is never erased");
        }
        seconds.put("erase", (System.nanoTime() - begin) / 1e9);
    }

    private static boolean isRoute(HostApi.Answer answer) {
        return answer.status() != 404 && answer.status() != 405;
    }

    private JsonNode awaitState(String state) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode now = api.get(recording);
        while (!now.path("state").asText().equals(state)) {
            require(System.nanoTime() < deadline, "it is never " + state + " but " + now);
            Thread.sleep(POLL_MILLIS);
            now = api.get(recording);
        }
        return now;
    }

    /** Hash of the JSON, the answer's checksum being right. */
    private String played() throws Exception {
        return sha256(new GZIPInputStream(open("gzip"), 64 * 1024));
    }

    private InputStream open(String encoding) throws IOException, InterruptedException {
        return api.open(recording + "/snapshots", "Accept-Encoding", encoding);
    }

    private static String sha256(InputStream in) throws IOException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (DigestInputStream hashed = new DigestInputStream(in, digest)) {
            hashed.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private interface Step<T> {
        T take() throws Exception;
    }

    private <T> T timed(String name, Step<T> step) throws Exception {
        long begin = System.nanoTime();
        T result = step.take();
        seconds.put(name, (System.nanoTime() - begin) / 1e9);
        return result;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("A long recording did not come through: " + otherwise);
        }
    }
}
