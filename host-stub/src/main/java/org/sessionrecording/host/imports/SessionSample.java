package org.sessionrecording.host.imports;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.ingest.SnapshotImport;
import org.sessionrecording.host.wire.SnapshotView;

/**
 * All sessions of a table, or where those are more than memory is set aside for, a random part of them: those whose salted
 * hashes are smallest, so that one pass finds them. For one thread.
 */
final class SessionSample {
    private static final int BYTES_OF_SESSION = 400;
    private static final int BYTES_OF_EVENT = 100;

    private final long mostBytes;
    private final long salt;
    private final TreeMap<Rank, Session> sessions = new TreeMap<>();
    private final MessageDigest digest = sha256();
    private long bytes;
    private long snapshots;
    private @Nullable Rank barred;

    private record Rank(long hash, String session) implements Comparable<Rank> {
        @Override
        public int compareTo(Rank other) {
            int byHash = Long.compare(hash, other.hash);
            return byHash == 0 ? session.compareTo(other.session) : byHash;
        }
    }

    /** What the source says of one session. */
    static final class Session {
        private final String id;
        private final Set<String> events = new HashSet<>();
        private long[] hashes = new long[16];
        private int size;

        private Session(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }

        /** Keys of its events. */
        Set<String> events() {
            return events;
        }

        /** Of its snapshots, in order of size. */
        long[] sortedHashes() {
            long[] sorted = Arrays.copyOf(hashes, size);
            Arrays.sort(sorted);
            return sorted;
        }

        private void add(long hash) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * size);
            }
            hashes[size++] = hash;
        }

        private long bytes() {
            return BYTES_OF_SESSION + 8L * hashes.length + (long) BYTES_OF_EVENT * events.size();
        }
    }

    SessionSample(long mostBytes, long salt) {
        this.mostBytes = mostBytes;
        this.salt = salt;
    }

    void add(SnapshotImport.Seen event) {
        if (event.snapshots().isEmpty()) {
            return;
        }
        snapshots += event.snapshots().size();
        Rank rank = new Rank(hash(event.session().getBytes(StandardCharsets.UTF_16BE)), event.session());
        if (barred != null && rank.compareTo(barred) >= 0) {
            return;
        }
        Session session = sessions.computeIfAbsent(rank, key -> new Session(event.session()));
        long before = session.events.isEmpty() ? 0 : session.bytes();
        if (session.events.add(key(event.key()))) {
            for (SnapshotView snapshot : event.snapshots()) {
                session.add(hash(snapshot.bytes(), snapshot.offset(), snapshot.length()));
            }
        }
        bytes += session.bytes() - before;
        while (bytes > mostBytes && sessions.size() > 1) {
            Map.Entry<Rank, Session> last = sessions.pollLastEntry();
            bytes -= last.getValue().bytes();
            barred = last.getKey();
        }
    }

    /** As chunks name it. */
    private static String key(UUID key) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(key.getMostSignificantBits()) + hex.toHexDigits(key.getLeastSignificantBits());
    }

    private long hash(byte[] text) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
        digest.update(text);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    long hash(byte[] json, int offset, int length) {
        digest.update(json, offset, length);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    /** Whether sessions were left out. */
    boolean isPart() {
        return barred != null;
    }

    /** Snapshots that were seen, of all sessions; those of repeated events among them. */
    long snapshots() {
        return snapshots;
    }

    Collection<Session> sessions() {
        return List.copyOf(sessions.values());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
        }
    }
}
