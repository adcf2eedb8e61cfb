package org.sessionrecording.host.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.store.Database;

/** Chunks of snapshots that name themselves: {@code <w1@12>} is what window w1 recorded in second 12. */
public final class Film {
    private final Database database;
    private final RecordingKey recording;
    private final LocalDate day;
    private final Instant start;
    private final long skewMillis;

    /** @param skewMillis what the recording's row says is added to the instants within the snapshots */
    public Film(Database database, RecordingKey recording, LocalDate day, Instant start, long skewMillis) {
        this.database = database;
        this.recording = recording;
        this.day = day;
        this.start = start;
        this.skewMillis = skewMillis;
        database.with(
                "skew",
                handle -> handle.execute(
                        "update recording set skew_millis = ? where key = ?", skewMillis, recording.value()));
    }

    /** What a snapshot holds, and nothing else does. */
    public static String mark(String window, int second) {
        return "<" + window + "@" + second + ">";
    }

    private record Frame(int second, int type) {}

    /**
     * One chunk.
     *
     * @param frames {@code 12} an increment in second 12, {@code 12F} a full snapshot with its Meta event before it, {@code 12B} one without, {@code 12C}
     *     a custom event, {@code 12M} a Meta event
     */
    public void chunk(String window, String... frames) {
        List<Frame> all = new ArrayList<>();
        for (String frame : frames) {
            int second = Integer.parseInt(frame.replaceAll("\\D", ""));
            if (frame.endsWith("F")) {
                all.add(new Frame(second, 4));
            }
            all.add(new Frame(
                    second, frame.matches("\\d+[FB]") ? 2 : frame.endsWith("C") ? 5 : frame.endsWith("M") ? 4 : 3));
        }
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(4)) {
            List<Integer> offsets = new ArrayList<>();
            List<OffsetDateTime> fullAt = new ArrayList<>();
            for (Frame frame : all) {
                byte[] json = json(window, frame).getBytes(StandardCharsets.UTF_8);
                int offset = encoder.add(json, 0, json.length);
                if (frame.type() == 2) {
                    offsets.add(offset);
                    fullAt.add(at(frame.second()));
                }
            }
            insert(window, encoder.finish(), all, offsets, fullAt);
        }
    }

    private String json(String window, Frame frame) {
        long millis = start.toEpochMilli() + frame.second() * 1_000L - skewMillis;
        return "{\"type\":" + frame.type() + ",\"timestamp\":" + millis + ",\"data\":{\"of\":\""
                + mark(window, frame.second()) + "\"}}";
    }

    private OffsetDateTime at(int second) {
        return start.plusSeconds(second).atOffset(ZoneOffset.UTC);
    }

    private void insert(
            String window,
            ChunkCodec.Encoded encoded,
            List<Frame> frames,
            List<Integer> offsets,
            List<OffsetDateTime> fullAt) {
        int first = frames.stream().mapToInt(Frame::second).min().orElseThrow();
        int last = frames.stream().mapToInt(Frame::second).max().orElseThrow();
        database.with("film a chunk", handle -> {
            long id = handle.createQuery("""
                            insert into chunk (recording, id, day, window_id, length, crc32, stored_crc32, count, start_at,
                              end_at, arrived, full_offsets, full_at, event_ids, data)
                            values (:recording, nextval('chunk_id'), :day, :window, :length, :crc32, :stored, :count, :start,
                              :end, :arrived, :offsets, :full_at, decode('0123456789abcdef0123456789abcdef', 'hex'), :data)
                            returning id
                            """)
                    .bind("recording", recording.value())
                    .bind("day", day)
                    .bind("window", window)
                    .bind("length", encoded.length())
                    .bind("crc32", encoded.crc32())
                    .bind("stored", encoded.storedCrc32())
                    .bind("count", encoded.count())
                    .bind("start", at(first))
                    .bind("end", at(last))
                    .bind("arrived", at(last))
                    .bind(
                            "offsets",
                            offsets.stream().mapToInt(Integer::intValue).toArray())
                    .bindArray("full_at", OffsetDateTime.class, fullAt)
                    .bind("data", encoded.data())
                    .mapTo(long.class)
                    .one();
            return handle.createUpdate("""
                            update recording set last_chunk = :id, snapshot_count = snapshot_count + :count,
                              stored_bytes = stored_bytes + :bytes, live_bytes = live_bytes + :bytes,
                              raw_bytes = raw_bytes + :raw, start_at = least(start_at, :start), end_at = greatest(end_at, :end),
                              live_from = least(live_from, :day), live_to = greatest(live_to, :day)
                            where key = :recording
                            """)
                    .bind("id", id)
                    .bind("count", encoded.count())
                    .bind("bytes", encoded.data().length)
                    .bind("raw", encoded.length())
                    .bind("start", at(first))
                    .bind("end", at(last))
                    .bind("day", day)
                    .bind("recording", recording.value())
                    .execute();
        });
    }
}
