package org.sessionrecording.tool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;

/** An object as the archive writes it, through the format's own code. */
record Sample(ArchiveDocument.Header header, List<Chunk> chunks) {
    static final Instant START = Instant.parse("2026-11-23T19:10:00.123Z");
    private static final long MILLIS = START.toEpochMilli();

    /** The one that docs/archive-format.md explains. */
    static Sample example() {
        Facts facts = Facts.of(Map.of("clicks", new Fact.Count(1)));
        return new Sample(
                header("ada", 1, facts),
                List.of(
                        chunk(
                                7,
                                "w1",
                                1,
                                event(4, 0, "{\"href\":\"https://shop.example/\",\"width\":800,\"height\":600}"),
                                event(
                                        2,
                                        27,
                                        "{\"node\":{\"type\":0,\"childNodes\":[],\"id\":1},\"initialOffset\":{\"left\":0,\"top\":0}}")),
                        chunk(8, "w1", -1, event(3, 1_877, "{\"source\":2,\"type\":2,\"id\":1,\"x\":10,\"y\":20}"))));
    }

    /** Part 1 of a recording with everything that is hard: two windows, lone surrogates, NUL, every kind of fact. */
    static Sample first() {
        return new Sample(
                header("../ada \"\\\ud83c\0ü🌻", 1, facts(3)),
                List.of(
                        chunk(
                                11,
                                "w \"1\"",
                                0,
                                event(2, 0, "{\"text\":\"\\ud83c\\u0000 ü🌻\"}"),
                                event(3, 400, "{\"n\":-1.50e+2}")),
                        chunk(
                                12,
                                "",
                                1,
                                event(4, 500, "{\"href\":\"https://shop.example/ü\"}"),
                                event(2, 501, "{}"),
                                event(3, 900, "[]")),
                        chunk(
                                13,
                                "w \"1\"",
                                -1,
                                event(3, 1_000, "{\"nested\":" + "[".repeat(600) + "]".repeat(600) + "}"))));
    }

    /** Part 2 of it: what came late. */
    static Sample second() {
        return new Sample(
                header("../ada \"\\\ud83c\0ü🌻", 2, facts(4)),
                List.of(
                        chunk(20, "", -1, event(3, 700, "{\"late\":true}")),
                        chunk(25, "w \"1\"", 0, event(2, 60_000, "{\"text\":\"" + "x".repeat(100_000) + "\"}"))));
    }

    private static Facts facts(int clicks) {
        Fact.Moment moment = new Fact.Moment(START, "https://shop.example/ü");
        return Facts.of(Map.of(
                "clicks", new Fact.Count(clicks),
                "browser", new Fact.First(new Fact.Moment(START, "Chrome \"1\"")),
                "last_url", new Fact.Last(moment),
                "errors", new Fact.Texts(List.of("b", "a")),
                "pages", new Fact.Timeline(List.of(moment)),
                "active_seconds", new Fact.Spans(List.of(new Fact.Span(START, START.plusMillis(61_500))))));
    }

    static ArchiveDocument.Header header(String distinctId, int part, Facts facts) {
        RecordingName name = new RecordingName(new DistinctId(distinctId), START);
        return new ArchiveDocument.Header(part, name, "s1", START, START.plusSeconds(part * 60L), facts);
    }

    static String event(int type, long after, String data) {
        return "{\"type\":" + type + ",\"data\":" + data + ",\"timestamp\":" + (MILLIS + after) + "}";
    }

    /** @param full index of its full snapshot; -1 for none */
    static Chunk chunk(long id, String window, int full, String... events) {
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(6)) {
            List<FullSnapshot> fulls = new ArrayList<>();
            for (int i = 0; i < events.length; i++) {
                byte[] json = events[i].getBytes(StandardCharsets.UTF_8);
                int at = encoder.add(json, 0, json.length);
                if (i == full) {
                    fulls.add(new FullSnapshot(at, at(events[i])));
                }
            }
            ChunkCodec.Encoded encoded = encoder.finish();
            return new Chunk(
                    new ChunkInfo(
                            new ChunkId(id),
                            new RecordingKey(1),
                            window,
                            encoded.data().length,
                            encoded.length(),
                            encoded.crc32(),
                            encoded.storedCrc32(),
                            encoded.count(),
                            at(events[0]),
                            at(events[events.length - 1]),
                            START.plusSeconds(90),
                            List.of("e" + id),
                            fulls),
                    encoded.data());
        }
    }

    private static Instant at(String event) {
        return Instant.ofEpochMilli(Long.parseLong(event.substring(event.lastIndexOf(':') + 1, event.length() - 1)));
    }

    ArchiveDocument layOut() {
        return ArchiveDocument.layOut(header, chunks.stream().map(Chunk::info).toList());
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    void writeTo(OutputStream out) throws IOException {
        ArchiveDocument layout = layOut();
        out.write(layout.head());
        for (int i = 0; i < chunks.size(); i++) {
            if (i > 0) {
                out.write(GzipMember.separator());
            }
            out.write(chunks.get(i).data());
        }
        out.write(layout.tail());
    }

    /** The plain JSON. */
    String plain() {
        return gunzip(bytes());
    }

    static String gunzip(byte[] member) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(member))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
