package org.sessionrecording.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.RecordingKey;

/** Rows of {@code archive_intent} and {@code archive_part}. */
final class ArchiveRows {
    private ArchiveRows() {}

    static ArchiveIntent intent(ResultSet row) throws SQLException {
        List<ChunkId> chunks = Arrays.stream((Long[]) row.getArray("chunks").getArray())
                .map(ChunkId::new)
                .toList();
        return new ArchiveIntent(
                new RecordingKey(row.getLong("recording")),
                row.getString("source"),
                row.getInt("part"),
                row.getString("url"),
                chunks,
                row.getBytes("head"),
                row.getBytes("tail"),
                Optional.ofNullable(row.getString("upload_id")));
    }

    static ArchivePart part(ResultSet row) throws SQLException {
        return new ArchivePart(
                new RecordingKey(row.getLong("recording")),
                row.getString("source"),
                row.getInt("part"),
                row.getString("url"),
                row.getLong("bytes"),
                HexFormat.of().formatHex(row.getBytes("sha256")),
                row.getLong("tail_offset"),
                new ChunkId(row.getLong("first_chunk")),
                new ChunkId(row.getLong("last_chunk")),
                row.getInt("chunk_count"),
                Sql.instant(row, "archived_at"));
    }
}
