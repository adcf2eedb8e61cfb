package org.sessionrecording.host.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.sessionrecording.api.format.Crc32Combiner;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.CorruptChunkException;
import org.sessionrecording.api.recording.FullSnapshot;
import org.sessionrecording.api.recording.RecordingKey;

/** Rows of {@code chunk c}, with and without bytes. */
final class ChunkRows {
    private static final int EVENT_ID_BYTES = 16;

    /** All about a chunk; the size of bytes stored out of line is known without reading them. */
    static final String INFO = """
            c.recording, c.id, c.window_id, octet_length(c.data) as bytes, c.length, c.crc32, c.stored_crc32, c.count,
            c.start_at as chunk_start, c.end_at as chunk_end, c.arrived, c.full_offsets, c.full_at, c.event_ids
            """;

    static final String WITH_DATA = INFO + ", c.data ";

    private ChunkRows() {}

    static ChunkInfo info(ResultSet row) throws SQLException {
        return new ChunkInfo(
                new ChunkId(row.getLong("id")),
                new RecordingKey(row.getLong("recording")),
                row.getString("window_id"),
                row.getInt("bytes"),
                row.getInt("length"),
                row.getLong("crc32"),
                row.getLong("stored_crc32"),
                row.getInt("count"),
                Sql.instant(row, "chunk_start"),
                Sql.instant(row, "chunk_end"),
                Sql.instant(row, "arrived"),
                eventIds(row.getBytes("event_ids")),
                fullSnapshots(row));
    }

    /**
     * With bytes, compared with their checksum.
     *
     * @throws CorruptChunkException where they have rotted
     */
    static Chunk chunk(ResultSet row) throws SQLException {
        ChunkInfo info = info(row);
        byte[] data = row.getBytes("data");
        if (Crc32Combiner.of(data) != info.storedCrc32()) {
            throw new CorruptChunkException(
                    info.recording(),
                    info.id(),
                    "Cannot read chunk " + info.id() + " of recording " + info.recording()
                            + ": its stored bytes do not match their checksum (restore it from a backup of the database)");
        }
        return new Chunk(info, data);
    }

    private static List<FullSnapshot> fullSnapshots(ResultSet row) throws SQLException {
        Array offsetArray = row.getArray("full_offsets");
        Integer[] offsets = (Integer[]) offsetArray.getArray();
        if (offsets.length == 0) {
            return List.of();
        }
        Timestamp[] instants = (Timestamp[]) row.getArray("full_at").getArray();
        List<FullSnapshot> full = new ArrayList<>(offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            full.add(new FullSnapshot(offsets[i], instants[i].toInstant().truncatedTo(ChronoUnit.MILLIS)));
        }
        return full;
    }

    private static List<String> eventIds(byte[] joined) {
        List<String> ids = new ArrayList<>(joined.length / EVENT_ID_BYTES);
        for (int at = 0; at + EVENT_ID_BYTES <= joined.length; at += EVENT_ID_BYTES) {
            ids.add(HexFormat.of().formatHex(Arrays.copyOfRange(joined, at, at + EVENT_ID_BYTES)));
        }
        return ids;
    }
}
