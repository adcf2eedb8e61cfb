package org.sessionrecording.host.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.sessionrecording.api.enrich.Snapshot;

/**
 * One plain rrweb event as it lies in memory, scanned once. Immutable; of use until its request is closed.
 */
public final class SnapshotView implements Snapshot {
    private static final int LONGEST_FOUND = 64 * 1024;
    /** What a JavaScript Date can hold; beyond it nothing could play it. */
    private static final double MAX_MILLIS = 8.64e15;

    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final Members members;
    private final Members data;
    private final int type;
    private final long timestamp;
    private final Instant at;

    private SnapshotView(byte[] bytes, int offset, int length, Members.Scanned scanned, int type, long timestamp) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.members = scanned.outer();
        this.data = scanned.inner();
        this.type = type;
        this.timestamp = timestamp;
        this.at = Instant.ofEpochMilli(timestamp);
    }

    private SnapshotView(SnapshotView other, Instant at) {
        this.bytes = other.bytes;
        this.offset = other.offset;
        this.length = other.length;
        this.members = other.members;
        this.data = other.data;
        this.type = other.type;
        this.timestamp = other.timestamp;
        this.at = at;
    }

    /**
     * Over bytes that nobody checked yet.
     *
     * @throws WireException where they are not one rrweb event, or break a limit
     */
    public static SnapshotView parse(byte[] json, WireLimits limits) {
        JsonScanner scanner = new JsonScanner(json, 0, json.length, limits);
        int start = scanner.peek() == '{' ? (int) scanner.offset() : Members.NONE;
        scanner.skipValue();
        int end = (int) scanner.offset();
        scanner.requireEnd();
        if (start == Members.NONE) {
            throw WireException.undecodable("Cannot read snapshot: it is not a JSON object (send rrweb events)");
        }
        return ofChecked(json, start, end - start);
    }

    /** Over bytes that are known to be one JSON object. */
    public static SnapshotView ofChecked(byte[] json, int offset, int length) {
        Members.Scanned scanned = Members.scan(json, offset, "data");
        int type = (int) number(json, scanned.outer(), "type", Integer.MAX_VALUE);
        long timestamp = (long) Math.floor(number(json, scanned.outer(), "timestamp", MAX_MILLIS));
        return new SnapshotView(json, offset, length, scanned, type, timestamp);
    }

    private static double number(byte[] json, Members members, String name, double max) {
        int start = members.find(name);
        if (start == Members.NONE || (json[start] != '-' && (json[start] < '0' || json[start] > '9'))) {
            throw WireException.undecodable(
                    "Cannot read snapshot: its " + name + " is no number (send rrweb events, not packed ones)");
        }
        int end = JsonBytes.skipValue(json, start);
        double value = plainNumber(json, start, end);
        if (Math.abs(value) > max) {
            throw WireException.undecodable(
                    "Cannot read snapshot: its " + name + " is out of range (send rrweb events)");
        }
        return value;
    }

    /** Without the way over a string where there are only a few digits. */
    private static double plainNumber(byte[] json, int start, int end) {
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = json[i] - '0';
            if (digit < 0 || digit > 9 || i - start > 14) {
                return Double.parseDouble(new String(json, start, end - start, StandardCharsets.US_ASCII));
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** This snapshot at a corrected instant. */
    public SnapshotView at(Instant corrected) {
        return new SnapshotView(this, corrected);
    }

    /** Milliseconds by the client's clock, as sent. */
    public long timestamp() {
        return timestamp;
    }

    /** The array in which the JSON lies; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** First byte of the JSON in {@link #bytes}. */
    public int offset() {
        return offset;
    }

    /** Bytes of the JSON. */
    public int length() {
        return length;
    }

    Members members() {
        return members;
    }

    Members data() {
        return data;
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public OptionalInt source() {
        int start = data.find("source");
        if (start == Members.NONE || bytes[start] < '0' || bytes[start] > '9') {
            return OptionalInt.empty();
        }
        double source = plainNumber(bytes, start, JsonBytes.skipValue(bytes, start));
        return source <= Integer.MAX_VALUE ? OptionalInt.of((int) source) : OptionalInt.empty();
    }

    @Override
    public Instant at() {
        return at;
    }

    @Override
    public ByteBuffer json() {
        return ByteBuffer.wrap(bytes, offset, length).slice().asReadOnlyBuffer();
    }

    @Override
    public Optional<String> find(String... path) {
        int start = place(path);
        if (start == Members.NONE) {
            return Optional.empty();
        }
        int end = JsonBytes.skipValue(bytes, start);
        if (end - start > LONGEST_FOUND || bytes[start] == 'n') {
            return Optional.empty();
        }
        return Optional.of(
                bytes[start] == '"'
                        ? JsonBytes.decode(bytes, start, end)
                        : new String(bytes, start, end - start, StandardCharsets.UTF_8));
    }

    private int place(String... path) {
        if (path.length == 0) {
            return offset;
        }
        int start = members.find(path[0]);
        int from = 1;
        if (path.length > 1 && path[0].equals("data") && start != Members.NONE && bytes[start] == '{') {
            start = data.find(path[1]);
            from = 2;
        }
        for (int i = from; i < path.length && start != Members.NONE; i++) {
            start = bytes[start] == '{' ? Members.find(bytes, start, path[i]) : Members.NONE;
        }
        return start;
    }
}
