package org.sessionrecording.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A visit that nobody made, second by second: the page's heading says which second it is. Each {@link #send} is one request,
 * so one chunk. Anyone who has the project's public token could send it.
 */
final class ForgedVisit {
    private static final String PICTURE = """
            {"type":4,"timestamp":%1$d,"data":{"href":"https://shop.example%2$s","width":1000,"height":600}},\
            {"type":2,"timestamp":%1$d,"data":{"initialOffset":{"left":0,"top":0},"node":{"type":0,"id":1,"childNodes":[\
            {"type":2,"tagName":"html","attributes":{},"id":2,"childNodes":[{"type":2,"tagName":"head","attributes":{},"id":3,"childNodes":[]},\
            {"type":2,"tagName":"body","attributes":{},"id":4,"childNodes":[{"type":2,"tagName":"h1","attributes":{},"id":5,"childNodes":[\
            {"type":3,"textContent":"nothing yet","id":6}]}]}]}]}}}""";

    private static final String SECOND = """
            {"type":3,"timestamp":%d,"data":{"source":0,"texts":[{"id":6,"value":"second %d"}],"attributes":[],"removes":[],"adds":[]}}""";
    private static final String MOVE = """
            {"type":3,"timestamp":%d,"data":{"source":1,"positions":[{"x":%d,"y":200,"id":5,"timeOffset":-50}]}}""";
    private static final String CLICK = """
            {"type":3,"timestamp":%d,"data":{"source":2,"type":2,"id":5,"x":50,"y":60}}""";
    private static final String VIDEO = """
            {"type":3,"timestamp":%d,"data":{"source":0,"texts":[],"attributes":[],"removes":[],"adds":[{"parentId":4,"nextId":null,\
            "node":{"type":2,"tagName":"video","id":8,"childNodes":[],"attributes":{"rr_mediaState":"played","rr_mediaCurrentTime":3,\
            "rr_mediaMuted":true,"rr_mediaVolume":0.5,"rr_mediaPlaybackRate":1.5}}}]}}""";
    private static final String VOLUME = """
            {"type":3,"timestamp":%d,"data":{"source":7,"type":3,"id":8,"volume":%s,"muted":false,"playbackRate":1}}""";
    private static final String ERROR = """
            {"type":6,"timestamp":%d,"data":{"plugin":"rrweb/console@1","payload":{"level":"error","trace":[],"payload":["%s"]}}}""";

    private final RunningHost host;
    private final String person;
    private final Instant start;
    private final List<String> events = new ArrayList<>();

    /** @param ago how long before now it began */
    ForgedVisit(RunningHost host, String person, Duration ago) {
        this.host = host;
        this.person = person;
        this.start = Instant.ofEpochMilli(System.currentTimeMillis()).minus(ago);
    }

    private long at(double second) {
        return start.toEpochMilli() + Math.round(second * 1000);
    }

    /** A full snapshot, as when a page is opened. */
    ForgedVisit picture(double second, String path) {
        return raw(PICTURE.formatted(at(second), path));
    }

    /** In each of these seconds the heading changes and the pointer moves. */
    ForgedVisit seconds(int from, int to) {
        for (int second = from; second < to; second++) {
            raw(SECOND.formatted(at(second), second)).raw(MOVE.formatted(at(second) + 500, second % 900));
        }
        return this;
    }

    ForgedVisit click(double second) {
        return raw(CLICK.formatted(at(second)));
    }

    /** A video that plays, muted, at half the volume, one and a half times as fast. */
    ForgedVisit video(double second) {
        return raw(VIDEO.formatted(at(second)));
    }

    /** The visitor turns the video's volume, so that it is heard; at its own pace again. */
    ForgedVisit volume(double second, String volume) {
        return raw(VOLUME.formatted(at(second), volume));
    }

    /** An error on the page's console. */
    ForgedVisit error(double second, String message) {
        return raw(ERROR.formatted(at(second), message));
    }

    /** Of a type that no rrweb has yet. */
    ForgedVisit unknown(double second) {
        return raw("{\"type\":77,\"timestamp\":" + at(second) + ",\"data\":{}}");
    }

    private ForgedVisit raw(String event) {
        events.add(event);
        return this;
    }

    ForgedVisit send() {
        return send("w1");
    }

    /** Sends what there is since the last time, as of one window. */
    ForgedVisit send(String window) {
        String body = """
                {"event":"$snapshot","properties":{"token":"%s","distinct_id":"%s","$session_id":"of-%s","$window_id":"%s",\
                "$snapshot_data":[%s]}}""".formatted(host.token(), person, person, window, String.join(",", events));
        host.api().capture("/s/", "application/json", "Forger/1", body.getBytes(StandardCharsets.UTF_8));
        events.clear();
        return this;
    }

    /** As the API shows it. */
    JsonNode recording() {
        return host.api()
                .get("/api/projects/1/recordings?distinct_id=" + person)
                .path("results")
                .get(0);
    }

    String link() {
        return RecordingsOf.link(recording());
    }
}
