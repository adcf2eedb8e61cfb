package org.sessionrecording.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * A long visit as a client would have sent it: full snapshots every five minutes, a change, a move of the pointer and now and
 * then a click every so often, in a request every few seconds.
 *
 * @param person its distinct id
 * @param nodes of the recorded page
 * @param every between two changes
 * @param changeBytes of each change
 * @param flush between two requests
 */
record ForgedRecording(String person, Duration length, int nodes, Duration every, int changeBytes, Duration flush) {
    private static final Duration PICTURES = Duration.ofMinutes(5);
    private static final int CLICKS = 7;

    /** Sends all of it. @return plain bytes of its snapshots */
    long send(Sender sender, String token) throws IOException, InterruptedException {
        long start = Instant.now().minus(length).toEpochMilli();
        StringBuilder events = new StringBuilder();
        Random random = new Random(1);
        long sent = 0;
        long flushed = 0;
        for (long at = 0; at <= length.toMillis(); at += every.toMillis()) {
            if (at % PICTURES.toMillis() == 0) {
                picture(events, start + at);
            }
            change(events, start + at, random);
            if (at - flushed >= flush.toMillis()) {
                sent += send(sender, token, events);
                flushed = at;
            }
        }
        return sent + send(sender, token, events);
    }

    private long send(Sender sender, String token, StringBuilder events) throws IOException, InterruptedException {
        if (events.isEmpty()) {
            return 0;
        }
        long length = events.length();
        String body = """
                {"event":"$snapshot","properties":{"token":"%s","distinct_id":"%s","$session_id":"of-%s","$window_id":"w",\
                "$snapshot_data":[%s]}}""".formatted(token, person, person, events.substring(1));
        events.setLength(0);
        sender.send(List.of(body.getBytes(StandardCharsets.UTF_8)));
        return length;
    }

    private void picture(StringBuilder events, long at) {
        events.append(",{\"type\":4,\"timestamp\":")
                .append(at)
                .append(
                        ",\"data\":{\"href\":\"https://shop.example/\",\"width\":1000,\"height\":600}},{\"type\":2,\"timestamp\":")
                .append(at)
                .append(
                        ",\"data\":{\"initialOffset\":{\"left\":0,\"top\":0},\"node\":{\"type\":0,\"id\":1,\"childNodes\":[")
                .append("{\"type\":2,\"tagName\":\"html\",\"attributes\":{},\"id\":2,\"childNodes\":[")
                .append("{\"type\":2,\"tagName\":\"head\",\"attributes\":{},\"id\":3,\"childNodes\":[]},")
                .append("{\"type\":2,\"tagName\":\"body\",\"attributes\":{},\"id\":4,\"childNodes\":[")
                .append("{\"type\":2,\"tagName\":\"h1\",\"attributes\":{},\"id\":5,\"childNodes\":[")
                .append("{\"type\":3,\"textContent\":\"here\",\"id\":6}]}");
        for (int id = 7; id < nodes; id += 3) {
            events.append(",{\"type\":2,\"tagName\":\"div\",\"attributes\":{\"class\":\"row\"},\"id\":")
                    .append(id)
                    .append(",\"childNodes\":[{\"type\":2,\"tagName\":\"b\",\"attributes\":{},\"id\":")
                    .append(id + 1)
                    .append(",\"childNodes\":[{\"type\":3,\"textContent\":\"Item ")
                    .append(id)
                    .append("\",\"id\":")
                    .append(id + 2)
                    .append("}]}]}");
        }
        events.append("]}]}]}}}");
    }

    private void change(StringBuilder events, long at, Random random) {
        events.append(",{\"type\":3,\"timestamp\":")
                .append(at + 1)
                .append(
                        ",\"data\":{\"source\":0,\"attributes\":[],\"removes\":[],\"adds\":[],\"texts\":[{\"id\":6,\"value\":\"at ")
                .append(at)
                .append(' ');
        for (int filled = 0; filled < changeBytes; filled += 18) {
            events.append(Long.toString(random.nextInt(1 << 20), Character.MAX_RADIX))
                    .append(" lorem ipsum dol");
        }
        events.append("\"}]}},{\"type\":3,\"timestamp\":")
                .append(at + 2)
                .append(",\"data\":{\"source\":1,\"positions\":[{\"x\":")
                .append(at / 100 % 900)
                .append(",\"y\":300,\"id\":5,\"timeOffset\":-40}]}}");
        if (at / every.toMillis() % CLICKS == 0) {
            events.append(",{\"type\":3,\"timestamp\":")
                    .append(at + 3)
                    .append(",\"data\":{\"source\":2,\"type\":2,\"id\":5,\"x\":40,\"y\":50}}");
        }
    }
}
