package org.sessionrecording.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;

/** Rows of {@code recording r join session s} as of one instant, which decides whether a pin still holds. */
final class RecordingRows implements RowMapper<Recording> {
    static final String COLUMNS = """
            r.key, r.distinct_id, r.ts, s.session_id, r.start_at, r.end_at, r.snapshot_count, r.stored_bytes, r.raw_bytes,
            r.live_bytes, r.state, r.last_chunk, r.archived_through, r.removed_through, r.expired_through,
            r.expired_at, r.parts, r.pinned, r.kept_until, r.restored_until, r.watched_at, r.quarantined, r.quarantined_at,
            r.facts::text as facts, r.facts_cut
            """;
    static final String FROM = " from recording r join session s on s.id = r.session ";

    private static final FactsCodec FACTS = new FactsCodec();

    private final Instant now;

    RecordingRows(Instant now) {
        this.now = now;
    }

    @Override
    public Recording map(ResultSet row, StatementContext context) throws SQLException {
        return read(row);
    }

    private static Optional<Recording.Quarantine> quarantine(ResultSet row) throws SQLException {
        String reason = row.getString("quarantined");
        return reason == null
                ? Optional.empty()
                : Optional.of(new Recording.Quarantine(reason, Sql.instant(row, "quarantined_at")));
    }

    Recording read(ResultSet row) throws SQLException {
        Optional<Instant> keptUntil = Sql.optionalInstant(row, "kept_until");
        boolean pinHolds = keptUntil.map(now::isBefore).orElse(true);
        return new Recording(
                new RecordingKey(row.getLong("key")),
                new RecordingName(DistinctIds.decode(row.getBytes("distinct_id")), Sql.instant(row, "ts")),
                row.getString("session_id"),
                Sql.instant(row, "start_at"),
                Sql.instant(row, "end_at"),
                row.getLong("snapshot_count"),
                row.getLong("stored_bytes"),
                row.getLong("raw_bytes"),
                row.getLong("live_bytes"),
                Recording.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                new ChunkId(row.getLong("last_chunk")),
                new ChunkId(row.getLong("archived_through")),
                new ChunkId(row.getLong("removed_through")),
                new ChunkId(row.getLong("expired_through")),
                Sql.optionalInstant(row, "expired_at"),
                row.getInt("parts"),
                row.getBoolean("pinned") && pinHolds,
                keptUntil.filter(now::isBefore),
                Sql.optionalInstant(row, "restored_until").filter(now::isBefore),
                Sql.optionalInstant(row, "watched_at"),
                quarantine(row),
                FlatFacts.of(FACTS.read(row.getString("facts"))),
                row.getBoolean("facts_cut"));
    }
}
