package org.sessionrecording.host.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The properties of one snapshot event as a table holds them, read as strictly as a request is; and the event made of them
 * for a request. Immutable.
 */
public final class RowProperties {
    private static final String SNAPSHOTS = "$snapshot_data";
    private static final int NOTHING = 0;

    private final byte[] json;
    private final Members members;
    private final int start;
    private final int end;

    private RowProperties(byte[] json, Members members, int start) {
        this.json = json;
        this.members = members;
        this.start = start;
        this.end = start == Members.NONE ? Members.NONE : JsonBytes.skipValue(json, start);
    }

    /** How a row holds its snapshots. */
    public enum Form {
        /** One rrweb event, or an array of them. */
        PLAIN,
        /** Those as a string. */
        TEXT,
        /** A piece of what a server cut into several rows. */
        PIECE,
        /** Not at all. */
        NONE
    }

    /** @throws WireException where they are no JSON object, or break a limit */
    public static RowProperties read(byte[] json, WireLimits limits) {
        JsonScanner scanner = new JsonScanner(json, 0, json.length, limits);
        if (scanner.peek() != '{') {
            throw WireException.undecodable("Cannot read properties: they are no JSON object");
        }
        int object = (int) scanner.offset();
        scanner.skipValue();
        scanner.requireEnd();
        Members members = Members.scan(json, object, "").outer();
        return new RowProperties(json, members, members.find(SNAPSHOTS));
    }

    public Form form() {
        return switch (start == Members.NONE ? NOTHING : json[start]) {
            case '[' -> Form.PLAIN;
            case '{' -> piece("chunk_id") == Members.NONE ? Form.PLAIN : Form.PIECE;
            case '"' -> Form.TEXT;
            default -> Form.NONE;
        };
    }

    /** The snapshots' text, decoded from its string. */
    public String text() {
        return JsonBytes.decode(json, start, end);
    }

    /** A member of a piece, as text whether it is one or a number; empty where it is neither. */
    public Optional<String> ofPiece(String name) {
        return scalar(piece(name));
    }

    private int piece(String name) {
        return Members.find(json, start, name);
    }

    /** {@code $session_id}, where it is a text. */
    public Optional<String> sessionId() {
        return scalar(members.find("$session_id"));
    }

    private Optional<String> scalar(int at) {
        if (at == Members.NONE || json[at] == '{' || json[at] == '[' || json[at] == 'n') {
            return Optional.empty();
        }
        int behind = JsonBytes.skipValue(json, at);
        return Optional.of(
                json[at] == '"'
                        ? JsonBytes.decode(json, at, behind)
                        : new String(json, at, behind - at, StandardCharsets.US_ASCII));
    }

    /** The event of a request that these properties make. */
    public byte[] event(String uuid, String distinctId) {
        return event(uuid, distinctId, json, start, end);
    }

    /** As {@link #event(String, String)}, with other snapshots in the place of these. */
    public byte[] event(String uuid, String distinctId, byte[] snapshots) {
        return event(uuid, distinctId, snapshots, 0, snapshots.length);
    }

    /** The event's own token counts more than one among the properties, which would be that of another installation. */
    private byte[] event(String uuid, String distinctId, byte[] from, int first, int behind) {
        String head = "{\"event\":\"" + WireEvent.SNAPSHOT + "\",\"api_key\":\"row\",\"uuid\":\"" + uuid
                + "\",\"distinct_id\":\"";
        ByteArrayOutputStream event = new ByteArrayOutputStream(json.length + behind - first + 256);
        event.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        event.writeBytes(JsonUtf8.quotable(distinctId));
        event.writeBytes("\",\"properties\":".getBytes(StandardCharsets.US_ASCII));
        event.write(json, 0, start);
        event.write(from, first, behind - first);
        event.write(json, end, json.length - end);
        event.write('}');
        return event.toByteArray();
    }
}
