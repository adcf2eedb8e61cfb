package org.sessionrecording.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Makes recordings that attack: those of the corpus, whose texts name their listener as {@code URL} and its script as {@code OWN},
 * and such as are made here. Each shows {@link #MARK} where it was rebuilt.
 */
final class AttackForge {
    static final String MARK = "the end of it is here";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningHost host;
    private final String listener;
    private final String port;

    /** @param listener where scripts and addresses lead to */
    AttackForge(RunningHost host, String listener) {
        this.host = host;
        this.listener = listener;
        this.port = listener.replaceFirst(".*:", "");
    }

    /** One of the corpus, as the API shows it. */
    JsonNode forge(String attack) {
        JsonNode read = read(attack, attack);
        long now = System.currentTimeMillis();
        ArrayNode snapshots = beginning(now, listener, read.path("node"));
        int later = 0;
        for (JsonNode more : read.path("more")) {
            snapshots.add(((ObjectNode) more).put("timestamp", now + 100 * ++later));
        }
        return post("mallory " + attack, "session " + attack, "w", snapshots);
    }

    /** A page of the corpus, marked with a name. */
    JsonNode read(String attack, String name) {
        String own = "window.owned=1;top.owned=1;parent.owned=1;alert(1);fetch('" + listener + "/owned')";
        return parse(Resources.text("attacks/" + attack + ".json")
                .replace("URL", listener)
                .replace("HOME", WatchedBrowser.HOME)
                .replace("PORT", port)
                .replace("OWN", own)
                .replace("MARK", MARK + " " + name));
    }

    /** The size of a page, and the page. */
    static ArrayNode beginning(long at, String href, JsonNode node) {
        ArrayNode snapshots = JSON.createArrayNode();
        ObjectNode meta = snapshots.addObject().put("type", 4).put("timestamp", at);
        meta.putObject("data").put("href", href).put("width", 900).put("height", 600);
        ObjectNode full = snapshots.addObject().put("type", 2).put("timestamp", at);
        full.putObject("data")
                .<ObjectNode>set("node", node)
                .putObject("initialOffset")
                .put("left", 0)
                .put("top", 0);
        return snapshots;
    }

    JsonNode post(String person, String session, String window, ArrayNode snapshots) {
        RecordingsOf recordings = new RecordingsOf(host);
        Set<String> before = recordings.links();
        ObjectNode event = JSON.createObjectNode().put("event", "$snapshot");
        event.putObject("properties")
                .put("token", host.token())
                .put("distinct_id", person)
                .put("$session_id", session)
                .put("$window_id", window)
                .set("$snapshot_data", snapshots);
        host.api()
                .capture(
                        "/s/",
                        "application/json",
                        "Mallory/1 <script>alert(1)</script>",
                        event.toString().getBytes(StandardCharsets.UTF_8));
        return recordings.awaitNew(before, MARK);
    }

    /** A page within limits that grows, by one mutation that names each element flatly, so many deep. */
    JsonNode growing(String attack, int deep) {
        long now = System.currentTimeMillis();
        ArrayNode snapshots = beginning(now, listener, parse(marked(attack, "")));
        ObjectNode grow = snapshots.addObject().put("type", 3).put("timestamp", now + 100);
        ObjectNode data = grow.putObject("data").put("source", 0);
        List.of("texts", "removes", "attributes").forEach(data::putArray);
        ArrayNode adds = data.putArray("adds");
        for (int i = 0; i < deep; i++) {
            adds.addObject()
                    .put("parentId", i == 0 ? 4 : 99 + i)
                    .putNull("nextId")
                    .putObject("node")
                    .put("type", 2)
                    .put("tagName", "b")
                    .put("id", 100 + i)
                    .<ObjectNode>set("attributes", JSON.createObjectNode())
                    .putArray("childNodes");
        }
        return post("mallory " + attack, "session " + attack, "w", snapshots);
    }

    /**
     * A recording that lies in the database though it nests deeper than anything that is let in: by another version, other limits, or
     * another hand.
     */
    JsonNode stored(String attack, int deep) throws SQLException {
        long now = System.currentTimeMillis();
        ArrayNode harmless = beginning(now, listener, parse(marked(attack, "")));
        harmless.addObject()
                .put("type", 5)
                .put("timestamp", now + 100)
                .putObject("data")
                .put("tag", "x");
        JsonNode recording = post("mallory " + attack, "session " + attack, "w", harmless);
        String inner = IntStream.range(0, deep)
                .mapToObj(i ->
                        ",{\"type\":2,\"tagName\":\"b\",\"attributes\":{},\"id\":" + (100 + i) + ",\"childNodes\":[")
                .collect(Collectors.joining())
                .replace("[,", "[");
        String itself = ",{\"type\":2,\"tagName\":\"i\",\"attributes\":{},\"id\":9,\"childNodes\":["
                        .repeat(300)
                        .replace("[,", "[")
                + "]}".repeat(300);
        String meta = harmless.get(0).toString();
        String full = "{\"type\":2,\"timestamp\":%d,\"data\":{\"initialOffset\":{\"left\":0,\"top\":0},\"node\":%s}}"
                .formatted(now, marked(attack, itself + inner + "]}".repeat(deep)));
        String custom = "{\"type\":5,\"timestamp\":%d,\"data\":{\"tag\":\"$pageview\",\"payload\":{\"href\":%s}}}"
                .formatted(now + 100, "[".repeat(deep) + "]".repeat(deep));
        replace(recording, meta + "," + full + "," + custom, meta.length() + 1);
        return recording;
    }

    /** A page whose body holds the mark, and what stands behind it. */
    private static String marked(String attack, String more) {
        return """
                {"type":0,"id":1,"childNodes":[{"type":2,"tagName":"html","attributes":{},"id":2,"childNodes":[\
                {"type":2,"tagName":"head","attributes":{},"id":3,"childNodes":[]},\
                {"type":2,"tagName":"body","attributes":{},"id":4,"childNodes":[\
                {"type":2,"tagName":"p","attributes":{},"id":5,"childNodes":[{"type":3,"textContent":"%s %s","id":6}]}%s]}]}]}""".formatted(MARK, attack, more);
    }

    /** As a chunk of the database, with its checksums. */
    private void replace(JsonNode recording, String text, int full) throws SQLException {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        byte[] stored = deflated(plain);
        long chunk = host.api()
                .get(RecordingsOf.of(recording) + "/chunks")
                .at("/chunks/0/id")
                .asLong();
        try (Connection connection = host.database().getConnection();
                PreparedStatement update = connection.prepareStatement("""
                        update chunk set data = ?, length = ?, crc32 = ?, stored_crc32 = ?, full_offsets = array[?] where id = ?""")) {
            update.setBytes(1, stored);
            update.setInt(2, plain.length);
            update.setLong(3, crc32(plain));
            update.setLong(4, crc32(stored));
            update.setInt(5, full);
            update.setLong(6, chunk);
            assertThat(update.executeUpdate()).isOne();
        }
    }

    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(plain);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        int length;
        do {
            length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, length);
        } while (length == buffer.length);
        deflater.end();
        return out.toByteArray();
    }

    private static long crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
