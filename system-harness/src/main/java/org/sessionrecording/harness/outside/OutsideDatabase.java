package org.sessionrecording.harness.outside;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The catalog's tables, read past the hosts. */
public final class OutsideDatabase {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String RECORDINGS = """
            select key, escaped_id, ts, last_chunk, archived_through, removed_through, parts, state, pinned, quarantined
            from recording order by key
            """;
    private static final String CATALOG = """
            select 'recording ' || key || ' ' || archived_through || ' ' || removed_through || ' ' || parts || ' ' || state
            from recording
            union all select 'part ' || recording || ' ' || part || ' ' || url || ' ' || archived_at from archive_part
            union all select 'intent ' || recording || ' ' || part || ' ' || url from archive_intent order by 1
            """;
    private static final String CHUNKS = "select id, length, data from chunk where recording = ? order by id";
    private static final String PARTS = """
            select part, url, bytes, encode(sha256, 'hex') as sha256, first_chunk, last_chunk, chunk_count
            from archive_part where recording = ? order by part
            """;

    private final DataSource source;

    public OutsideDatabase(DataSource source) {
        this.source = source;
    }

    /** @param name {@code distinct_id/timestamp} as in links */
    public record Row(
            long key,
            String name,
            long lastChunk,
            long archivedThrough,
            long removedThrough,
            int parts,
            String state,
            boolean pinned,
            boolean quarantined) {}

    /** A link. */
    public record Part(
            int part, String url, long bytes, String sha256, long firstChunk, long lastChunk, int chunkCount) {}

    /** A chunk's id and its plain bytes. */
    @SuppressWarnings("ArrayRecordComponent") // read only
    public record PlainChunk(long id, byte[] plain) {
        public ChunkPrint print() {
            return new ChunkPrint(id, Hashes.of(plain), plain.length);
        }
    }

    private interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    public List<Row> recordings() {
        return query(
                RECORDINGS,
                row -> new Row(
                        row.getLong("key"),
                        row.getString("escaped_id") + "/"
                                + TIMESTAMP.format(row.getTimestamp("ts").toInstant()),
                        row.getLong("last_chunk"),
                        row.getLong("archived_through"),
                        row.getLong("removed_through"),
                        row.getInt("parts"),
                        row.getString("state"),
                        row.getBoolean("pinned"),
                        row.getString("quarantined") != null));
    }

    /** All chunks that lie there, also those that count as removed and wait for their partition to go. */
    public RecordingPrint print(Row recording) {
        MessageDigest joined = Hashes.digest();
        List<ChunkPrint> chunks = query(CHUNKS, row -> print(row, joined), recording.key());
        return new RecordingPrint(recording.name(), chunks, Hashes.hex(joined));
    }

    private static ChunkPrint print(ResultSet row, MessageDigest joined) throws SQLException {
        byte[] data = row.getBytes("data");
        byte[] plain = Hashes.inflate(data, 0, data.length);
        if (plain.length != row.getInt("length")) {
            throw new AssertionError("Chunk " + row.getLong("id") + " has not the length it should");
        }
        if (!row.isFirst()) {
            joined.update((byte) ',');
        }
        joined.update(plain);
        return new ChunkPrint(row.getLong("id"), Hashes.of(plain), plain.length);
    }

    /** Chunks of a recording that came after one, inflated. */
    public List<PlainChunk> chunksAfter(long recording, long id) {
        return query(
                "select id, data from chunk where recording = ? and id > ? order by id",
                row -> {
                    byte[] data = row.getBytes("data");
                    return new PlainChunk(row.getLong("id"), Hashes.inflate(data, 0, data.length));
                },
                recording,
                id);
    }

    public List<Part> parts(long recording) {
        return query(
                PARTS,
                row -> new Part(
                        row.getInt("part"),
                        row.getString("url"),
                        row.getLong("bytes"),
                        row.getString("sha256"),
                        row.getLong("first_chunk"),
                        row.getLong("last_chunk"),
                        row.getInt("chunk_count")),
                recording);
    }

    /** How far each recording is, its links and what is intended, as text to compare. */
    public List<String> catalog() {
        return texts(CATALOG);
    }

    /** One number. */
    public long number(String sql) {
        return query(sql, row -> row.getLong(1)).get(0);
    }

    /** One text per row. */
    public List<String> texts(String sql) {
        return query(sql, row -> row.getString(1));
    }

    private <T> List<T> query(String sql, Mapper<T> mapper, Object... arguments) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(mapper.map(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot ask the database: " + e.getMessage(), e);
        }
    }
}
