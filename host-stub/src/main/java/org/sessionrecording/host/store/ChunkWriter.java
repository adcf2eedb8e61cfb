package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.Timestamps;

/** Inserts chunks; the bytes travel as they are. */
final class ChunkWriter {
    private static final String INSERT = """
            insert into chunk (recording, id, day, window_id, length, crc32, stored_crc32, count, start_at, end_at, arrived,
                full_offsets, full_at, event_ids, data)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    /** Several long chunks in one batch would stand in the driver's memory a second time. */
    private static final int BATCH_BYTES = 4 * 1024 * 1024;

    private final Connection connection;
    private final Instant arrived;
    private final LocalDate day;

    ChunkWriter(Connection connection, Instant arrived) {
        this.connection = connection;
        this.arrived = arrived;
        this.day = arrived.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    void write(long recording, List<Long> ids, List<NewChunk> chunks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            long pending = 0;
            for (int i = 0; i < chunks.size(); i++) {
                bind(statement, recording, ids.get(i), chunks.get(i));
                statement.addBatch();
                pending += chunks.get(i).encoded().data().length;
                if (pending > BATCH_BYTES) {
                    statement.executeBatch();
                    pending = 0;
                }
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement statement, long recording, long id, NewChunk chunk) throws SQLException {
        ChunkCodec.Encoded encoded = chunk.encoded();
        statement.setLong(1, recording);
        statement.setLong(2, id);
        statement.setObject(3, day);
        statement.setString(4, chunk.windowId());
        statement.setInt(5, encoded.length());
        statement.setLong(6, encoded.crc32());
        statement.setLong(7, encoded.storedCrc32());
        statement.setInt(8, encoded.count());
        statement.setObject(9, Sql.at(chunk.start()));
        statement.setObject(10, Sql.at(chunk.end()));
        statement.setObject(11, Sql.at(arrived));
        bindFullSnapshots(statement, chunk.fullSnapshots());
        statement.setBytes(14, EventKeys.joined(chunk.events()));
        statement.setBytes(15, encoded.data());
    }

    private void bindFullSnapshots(PreparedStatement statement, List<FullSnapshot> full) throws SQLException {
        Object[] offsets = full.stream().map(FullSnapshot::offset).toArray();
        Object[] instants =
                full.stream().map(snapshot -> Timestamps.rfc3339(snapshot.at())).toArray();
        statement.setArray(12, connection.createArrayOf("int4", offsets));
        statement.setArray(13, connection.createArrayOf("timestamptz", instants));
    }
}
