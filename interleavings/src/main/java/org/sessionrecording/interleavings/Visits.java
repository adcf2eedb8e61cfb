package org.sessionrecording.interleavings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.harness.outside.OutsideDatabase.PlainChunk;
import org.sessionrecording.harness.outside.OutsideDatabase.Row;
import org.sessionrecording.host.ingest.IngestAnswer;

/** What visitors send, and what the host must make of it. */
final class Visits {
    /** Each another one, however alike they look to a file system, a collation or a proxy. */
    private static final List<String> IDS = List.of(
            "a",
            "A",
            "\u00e9",
            "e\u0301",
            "../x",
            "..",
            ".",
            "..%2fx",
            "/abs",
            "CON",
            "\u202egnp.exe",
            "q?#&+ %",
            "a\r\nb",
            "\ud83c",
            "user@example.com",
            "x".repeat(300),
            "x".repeat(300) + "y");

    private static final List<Integer> HOURS_AGO = List.of(0, 0, 1, 30, 24 * 6, 24 * 8, 24 * 9, 24 * 20, 24 * 60);
    private static final List<Integer> SNAPSHOTS = List.of(1, 2, 3, 8, 40, 120);

    private final World world;
    private final List<Sent> sent = new ArrayList<>();
    private int sessions;
    private int requests;

    private record Sent(String body, Known recording) {}

    Visits(World world) {
        this.world = world;
    }

    void insert(Step step) {
        Instant now = world.now();
        Instant start = now.minus(Duration.ofHours(HOURS_AGO.get(step.how() % HOURS_AGO.size())));
        String distinctId = IDS.get(step.which() % IDS.size());
        String session = uuid("session " + sessions++);
        List<String> snapshots = snapshots(start, step.much());
        String body = body(distinctId, session, "w0", now, snapshots);
        List<String> before = names();
        IngestAnswer answer = world.host().send(body, now);
        if (world.erasedUntil(distinctId).filter(until -> !start.isAfter(until)).isPresent()) {
            requireTaken(answer, 0, 0, 1);
            return;
        }
        requireTaken(answer, 1, 0, 0);
        List<Row> rows = world.database().recordings().stream()
                .filter(row -> !before.contains(row.name()))
                .toList();
        if (rows.size() != 1) {
            throw new AssertionError("A new session made " + rows.size() + " recordings: " + rows);
        }
        Row row = rows.get(0);
        if (!row.name().startsWith(new DistinctId(distinctId).escaped() + "/")) {
            throw new AssertionError("The recording of '" + distinctId + "' is called " + row.name());
        }
        Known recording = new Known(distinctId, session, start, row.name(), row.key());
        grow(recording, 0, snapshots, last(start, snapshots));
        world.add(recording);
        sent.add(new Sent(body, recording));
    }

    /** Comes hours, days or months after its recording began, from one of its windows. */
    void late(Known recording, Step step) {
        Instant now = world.now();
        Instant start = recording.start.plus(Duration.ofMinutes(step.how() % 120));
        List<String> snapshots = snapshots(start, step.much());
        String body = body(recording.distinctId, recording.session, "w" + step.how() % 3, now, snapshots);
        long known = recording.lastChunk();
        sent.add(new Sent(body, recording));
        if (world.isErased(recording)) {
            requireTaken(world.host().send(body, now), 0, 0, 1);
            return;
        }
        requireTaken(world.host().send(body, now), 1, 0, 0);
        grow(recording, known, snapshots, last(start, snapshots));
    }

    /** What came before comes again, and nothing must come of it. */
    void repeat(Step step) {
        if (sent.isEmpty()) {
            return;
        }
        Sent again = sent.get(step.which() % sent.size());
        IngestAnswer answer = world.host().send(again.body(), world.now());
        boolean erased = world.isErased(again.recording());
        requireTaken(answer, 0, erased ? 0 : 1, erased ? 1 : 0);
    }

    private static void requireTaken(IngestAnswer answer, int accepted, int repeated, int erased) {
        IngestAnswer wanted = new IngestAnswer(accepted, repeated, erased, List.of());
        if (!answer.equals(wanted)) {
            throw new AssertionError("The host answers " + answer + ", not " + wanted);
        }
    }

    private void grow(Known recording, long after, List<String> snapshots, Instant last) {
        List<PlainChunk> stored = world.database().chunksAfter(recording.key, after);
        List<String> texts = stored.stream()
                .map(chunk -> new String(chunk.plain(), StandardCharsets.US_ASCII))
                .toList();
        if (!String.join(",", texts).equals(String.join(",", snapshots))) {
            throw new AssertionError("The host stored something else for " + recording + " than was sent: "
                    + texts.size() + " chunks of "
                    + stored.stream().mapToInt(c -> c.plain().length).sum()
                    + " bytes, sent were " + snapshots.size() + " snapshots");
        }
        recording.grow(stored, last);
    }

    private List<String> names() {
        return world.database().recordings().stream().map(Row::name).toList();
    }

    private List<String> snapshots(Instant start, int much) {
        int count = SNAPSHOTS.get(much % SNAPSHOTS.size());
        List<String> snapshots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // texts that shrink like a page's, and none like another
            snapshots.add("{\"type\":3,\"timestamp\":" + (start.toEpochMilli() + i * 250L)
                    + ",\"data\":{\"source\":0,\"text\":\""
                    + uuid(requests + "." + i).repeat(4) + "\"}}");
        }
        requests++;
        return snapshots;
    }

    private static Instant last(Instant start, List<String> snapshots) {
        return start.plusMillis((snapshots.size() - 1) * 250L);
    }

    private String body(String distinctId, String session, String window, Instant sentAt, List<String> snapshots) {
        return "{\"api_key\":\"" + HostObjects.TOKEN + "\",\"sent_at\":\"" + sentAt
                + "\",\"batch\":[{\"event\":\"$snapshot\",\"uuid\":\"" + uuid("event " + requests)
                + "\",\"timestamp\":\"" + sentAt + "\",\"properties\":{\"distinct_id\":\"" + escaped(distinctId)
                + "\",\"$session_id\":\"" + session + "\",\"$window_id\":\"" + window + "\",\"$snapshot_data\":["
                + String.join(",", snapshots) + "]}}]}";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            escaped.append("\\u").append(Integer.toHexString(0x10000 + c).substring(1));
        }
        return escaped.toString();
    }

    private static String uuid(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
