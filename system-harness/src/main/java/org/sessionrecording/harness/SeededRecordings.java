package org.sessionrecording.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sessionrecording.harness.outside.OutsideCheck;
import org.sessionrecording.harness.outside.Playback;
import org.sessionrecording.harness.outside.RecordingPrint;
import org.sessionrecording.wire.GrowSamples;
import org.sessionrecording.wire.GrownSession;
import org.sessionrecording.wire.Visitor;
import org.sessionrecording.wire.WireSamples;

/**
 * Some forty recordings of several sizes, sent as recorders send them: past retention, with late chunks behind an archived
 * part, larger than a batch, larger than a part of an upload, pinned, and too young. Knows what each holds, and puts all back as it was. For one thread.
 */
public final class SeededRecordings {
    private static final int OLD = 30;
    private static final int LATE = 4;
    private static final int PINNED = 2;
    private static final int YOUNG = 3;
    private static final long LARGE_BYTES = 4_000_000;
    private static final long LATE_BYTES = 400_000;

    private final Installation installation;
    private final Map<String, RecordingPrint> prints;
    private final Set<String> due;
    private final SavedState saved;

    private SeededRecordings(
            Installation installation, Map<String, RecordingPrint> prints, Set<String> due, SavedState saved) {
        this.installation = installation;
        this.prints = Map.copyOf(prints);
        this.due = Set.copyOf(due);
        this.saved = saved;
    }

    /** Sends everything to a host of the installation, and switches recording and retention of seven days on there. */
    public static SeededRecordings send(Installation installation, HostProcess host, Path folder) {
        HostClient client = host.client();
        Map<String, Object> settings = new HashMap<>(installation.s3().settings());
        settings.put("recording_enabled", true);
        settings.put("retention_enabled", true);
        settings.put("retention_days", 7);
        settings.put("retention_cron", "0 15 3 1 1 ?"); // by hand alone, but once a year
        client.settings(settings);
        Sender sender = new Sender(client);
        sender.sendAll();
        Map<String, RecordingPrint> prints = OutsideCheck.prints(installation.database());
        new Playback(client::bytes).requireSame(prints);
        requireLateChunks(installation);
        Set<String> due = prints.keySet().stream()
                .filter(name -> name.startsWith("old-") || name.startsWith("late-") || name.startsWith("large"))
                .collect(Collectors.toSet());
        SavedState saved = SavedState.of(installation, folder);
        SeededRecordings seeded = new SeededRecordings(installation, prints, due, saved);
        seeded.check().requireNothingLost();
        return seeded;
    }

    private static void requireLateChunks(Installation installation) {
        long late = installation.database().recordings().stream()
                .filter(row -> row.removedThrough() > 0 && row.lastChunk() > row.archivedThrough())
                .count();
        if (late != LATE) {
            throw new AssertionError(late + " recordings have late chunks behind an archived part, not " + LATE);
        }
    }

    /** What each holds, by name. */
    public Map<String, RecordingPrint> prints() {
        return prints;
    }

    /** Names of those that a run has to archive and remove. */
    public Set<String> due() {
        return due;
    }

    /** From outside, by what was sent. */
    public OutsideCheck check() {
        return new OutsideCheck(installation.database(), installation.s3().bucket(), prints);
    }

    /** Every recording plays from this host, completely and once. */
    public void requirePlayedBy(HostProcess host) {
        new Playback(host.client()::bytes).requireSame(prints);
    }

    /** Makes database and bucket what they were when all was sent. Hosts may run, but be idle. */
    public void restore() {
        saved.restore();
    }

    /** Destroys the bytes of what counts as removed, so that whoever still reads them fails. */
    public void dropRemoved() {
        installation.execute("delete from chunk using recording"
                + " where recording.key = chunk.recording and chunk.id <= recording.removed_through");
    }

    private static final class Sender {
        private static final Duration DAY = Duration.ofDays(1);
        private static final String NOISE = """
                {"event":"$snapshot","properties":{"token":"%s","distinct_id":"%s","$session_id":"%s","$window_id":"%s",\
                "$snapshot_data":[{"type":5,"timestamp":%d,"data":{"tag":"noise","payload":"%s"}}]},"timestamp":"%s"}""";

        private final HostClient client;
        private final GrowSamples samples = GrowSamples.of(WireSamples.ERAS.get(2));
        private final Instant now = Clock.systemUTC().instant();
        private final String token;

        Sender(HostClient client) {
            this.client = client;
            this.token = client.get("/api/projects").at("/results/0/token").asText();
        }

        void sendAll() {
            for (int i = 0; i < LATE; i++) {
                send("late-" + i, DAY.multipliedBy(12), 1);
            }
            JsonNode run = client.awaitRetention(client.startRetention());
            if (run.at("/figures/removed").asInt() != LATE) {
                throw new AssertionError("The first recordings were not archived: " + run);
            }
            for (int i = 0; i < LATE; i++) {
                send("late-" + i, DAY.multipliedBy(12), LATE_BYTES); // what was sent before is dropped as a repeat
            }
            for (int i = 0; i < OLD; i++) {
                send("old-" + i, DAY.multipliedBy(8 + i % 12), i % 5 * 150_000L);
            }
            send("large", DAY.multipliedBy(9), LARGE_BYTES);
            sendNoise("large-in-parts", DAY.multipliedBy(9));
            for (int i = 0; i < PINNED; i++) {
                send("pinned-" + i, DAY.multipliedBy(10), 1);
            }
            for (int i = 0; i < YOUNG; i++) {
                send("young-" + i, DAY.multipliedBy(1 + 2 * i), 1);
            }
            client.get("/api/projects/1/recordings?limit=100").path("results").forEach(recording -> {
                if (recording.path("distinct_id").asText().startsWith("pinned-")) {
                    client.postAccepted("/api/projects/1/recordings/"
                            + recording.path("distinct_id").asText() + "/"
                            + recording.path("timestamp").asText() + "/pin");
                }
            });
        }

        private void send(String visitor, Duration age, long rawBytes) {
            Visitor sent = new Visitor(token, visitor, id("session", visitor), id("window", visitor));
            for (GrownSession.Request request :
                    samples.grow(sent, now.minus(age), rawBytes).requests()) {
                client.capture(request.path(), request.body());
            }
        }

        /** A snapshot that no compression makes smaller than a part of an upload. */
        private void sendNoise(String visitor, Duration age) {
            byte[] noise = new byte[Installation.PART_BYTES + (1 << 20)];
            new Random(1).nextBytes(noise);
            client.capture(
                    "/s/",
                    NOISE.formatted(
                                    token,
                                    visitor,
                                    id("session", visitor),
                                    id("window", visitor),
                                    now.minus(age).toEpochMilli(),
                                    Base64.getEncoder().encodeToString(noise),
                                    now.minus(age))
                            .getBytes(StandardCharsets.UTF_8));
        }

        private static String id(String kind, String visitor) {
            return UUID.nameUUIDFromBytes((kind + " " + visitor).getBytes(StandardCharsets.UTF_8))
                    .toString();
        }
    }
}
