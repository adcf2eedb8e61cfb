package org.sessionrecording.plugin.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.RecordingKey;

/** Chunks of plausible snapshots. */
public final class Samples {
    private Samples() {}

    /** Snapshot texts of a chunk: a lone surrogate and a NUL among them, as real traffic holds. */
    public static List<String> snapshots(long seed) {
        Random random = new Random(seed);
        return java.util.stream.IntStream.range(0, 5)
                .mapToObj(i -> "{\"type\":3,\"data\":{\"text\":\"\\ud83c \\u0000 " + random.nextLong()
                        + "\"},\"timestamp\":" + (1_700_000_000_000L + seed * 1_000 + i) + "}")
                .toList();
    }

    /** Of the one event that a chunk came from. */
    public static String eventId(long chunk) {
        return String.format("%032x", chunk);
    }

    public static Chunk chunk(long id, RecordingKey recording, Instant at) {
        return chunk(id, recording, at, snapshots(id));
    }

    public static Chunk chunk(long id, RecordingKey recording, Instant at, List<String> snapshots) {
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(6)) {
            for (String snapshot : snapshots) {
                byte[] json = snapshot.getBytes(StandardCharsets.UTF_8);
                encoder.add(json, 0, json.length);
            }
            ChunkCodec.Encoded encoded = encoder.finish();
            return new Chunk(
                    new ChunkInfo(
                            new ChunkId(id),
                            recording,
                            "window-" + recording,
                            encoded.data().length,
                            encoded.length(),
                            encoded.crc32(),
                            encoded.storedCrc32(),
                            encoded.count(),
                            at,
                            at.plusMillis(4),
                            at.plusSeconds(1),
                            List.of(eventId(id)),
                            List.of(new FullSnapshot(0, at))),
                    encoded.data());
        }
    }

    /** A chunk of nearly a MiB that hardly compresses, of a recording that weighs as much as one likes. */
    public static Chunk large(long id, RecordingKey recording, Instant at) {
        byte[] noise = new byte[900_000];
        new Random(id).nextBytes(noise);
        String text = Base64.getEncoder().encodeToString(noise);
        return chunk(id, recording, at, List.of("{\"type\":3,\"data\":{\"text\":\"" + text + "\"},\"timestamp\":1}"));
    }
}
