package org.sessionrecording.plugin.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.format.Crc32Combiner;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.Timestamps;

/** Reads what a document says before its snapshots. Safe for use from any thread. */
final class HeadReader {
    private static final String END = "\"snapshots\":[";
    private static final int MOST_PLAIN_BYTES = 16 << 20;
    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private final JsonMapper json = JsonMapper.builder().build();

    /** What stands before the snapshots, with length and checksum of its text. */
    record Head(ArchiveDocument.Header header, long plainLength, long plainCrc32) {}

    /**
     * @param head the object's bytes before its first chunk
     * @throws DamagedObjectException where they are anything else, or of a version that this code does not know
     */
    Head read(byte[] head) throws DamagedObjectException {
        byte[] plain = inflate(head);
        String text = new String(plain, StandardCharsets.UTF_8);
        if (!text.endsWith(END)) {
            throw new DamagedObjectException("its beginning is not that of an archived recording");
        }
        try {
            JsonNode root = json.readTree(text + "]}");
            return new Head(header(root), plain.length, Crc32Combiner.of(plain));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw new DamagedObjectException("its beginning cannot be read: " + reason(e), e);
        }
    }

    /** A JSON parser's message repeats what it read, which is somebody's data. */
    private static String reason(Exception e) {
        return e instanceof com.fasterxml.jackson.core.JsonProcessingException
                ? "it is no JSON"
                : String.valueOf(e.getMessage());
    }

    private static ArchiveDocument.Header header(JsonNode root) throws DamagedObjectException {
        if (root.path("version").asInt() != ArchiveDocument.VERSION) {
            throw new DamagedObjectException("it is of version "
                    + root.path("version").asInt() + ", which this plugin does not read (upgrade it)");
        }
        Instant start = instant(root, "start");
        return new ArchiveDocument.Header(
                root.path("part").asInt(),
                new RecordingName(
                        new DistinctId(text(root, "distinct_id")), Timestamps.parseBasic(text(root, "timestamp"))),
                text(root, "session_id"),
                start,
                instant(root, "end"),
                facts(root.path("facts"), start));
    }

    private static Instant instant(JsonNode root, String name) throws DamagedObjectException {
        Instant instant = Instant.parse(text(root, name));
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw new DamagedObjectException("its " + name + " is no instant that can be stored");
        }
        return instant;
    }

    private static String text(JsonNode root, String name) throws DamagedObjectException {
        JsonNode value = root.path(name);
        if (!value.isTextual()) {
            throw new DamagedObjectException("it has no " + name);
        }
        return value.textValue();
    }

    /** As far as JSON tells their kinds: what looks like none of ours is left out. */
    private static Facts facts(JsonNode facts, Instant start) {
        Map<String, Fact> named = new TreeMap<>();
        facts.properties().forEach(entry -> {
            if (entry.getKey().matches("[a-z][a-z0-9_]{0,62}")) {
                fact(entry.getValue(), start).ifPresent(fact -> named.put(entry.getKey(), fact));
            }
        });
        return Facts.of(named);
    }

    private static Optional<Fact> fact(JsonNode value, Instant start) {
        if (value.isIntegralNumber()) {
            return Optional.of(new Fact.Count(value.longValue()));
        }
        if (value.isTextual()) {
            return Optional.of(new Fact.First(new Fact.Moment(start, value.textValue())));
        }
        if (!value.isArray()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        List<Fact.Moment> moments = new ArrayList<>();
        for (JsonNode item : value) {
            if (item.isTextual()) {
                texts.add(item.textValue());
            } else if (item.path("at").isTextual() && item.path("value").isTextual()) {
                Instant at = Instant.parse(item.path("at").textValue());
                moments.add(new Fact.Moment(at, item.path("value").textValue()));
            }
        }
        return Optional.of(moments.isEmpty() ? new Fact.Texts(texts) : new Fact.Timeline(moments));
    }

    private static byte[] inflate(byte[] head) throws DamagedObjectException {
        byte[] header = GzipMember.header();
        if (head.length <= header.length || !Arrays.equals(header, 0, 4, head, 0, 4)) {
            throw new DamagedObjectException("it does not begin as gzip does");
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(head, header.length, head.length - header.length);
            ByteArrayOutputStream plain = new ByteArrayOutputStream(head.length * 4);
            byte[] buffer = new byte[16 * 1024];
            for (int count = inflater.inflate(buffer); count > 0; count = inflater.inflate(buffer)) {
                plain.write(buffer, 0, count);
                if (plain.size() > MOST_PLAIN_BYTES) {
                    throw new DamagedObjectException("its beginning is more than " + MOST_PLAIN_BYTES + " bytes");
                }
            }
            if (inflater.finished() || inflater.getRemaining() > 0) {
                throw new DamagedObjectException("its beginning ends before its first chunk");
            }
            return plain.toByteArray();
        } catch (DataFormatException e) {
            throw new DamagedObjectException("its beginning cannot be inflated: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
