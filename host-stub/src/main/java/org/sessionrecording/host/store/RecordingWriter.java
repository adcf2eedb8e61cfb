package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.function.Consumer;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.RecordingName;

/** Opens recordings and lets them grow, under their session's lock. */
final class RecordingWriter {
    private static final String OPEN = """
            insert into recording (project_id, session, distinct_id, escaped_id, ts, skew_millis, start_at, end_at,
                snapshot_count, stored_bytes, raw_bytes, live_bytes, last_chunk, live_from, live_to, facts, created_at, facts_cut)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            on conflict (project_id, escaped_id, ts) do nothing
            returning key
            """;
    /** The end of the run of taken milliseconds that begins at the wanted one; no row where that one is free. */
    private static final String LAST_TAKEN = """
            select r.ts from recording r
            where r.project_id = ? and r.escaped_id = ? and r.ts >= ?
                and exists (select 1 from recording w
                    where w.project_id = r.project_id and w.escaped_id = r.escaped_id and w.ts = ?)
                and not exists (select 1 from recording n
                    where n.project_id = r.project_id and n.escaped_id = r.escaped_id
                        and n.ts = r.ts + interval '1 millisecond')
            order by r.ts limit 1
            """;

    private static final String ALIAS = """
            insert into recording_alias (project_id, escaped_id, recording)
            select ?, other.id, ? from (select distinct unnest(?::text[]) as id) other
            on conflict do nothing
            """;

    private static final String GROW = """
            update recording set
                start_at = least(start_at, ?), end_at = greatest(end_at, ?),
                snapshot_count = snapshot_count + ?, stored_bytes = stored_bytes + ?, raw_bytes = raw_bytes + ?,
                live_bytes = live_bytes + ?, last_chunk = ?,
                live_from = least(coalesce(live_from, ?), ?), live_to = greatest(coalesce(live_to, ?), ?),
                state = case when state = 'expired' then 'live' else state end, facts = ?::jsonb,
                facts_cut = ?
            where key = ?
            """;

    private final Connection connection;
    private final ProjectId project;
    private final Instant arrived;
    private final LocalDate day;
    private final RecordingFacts facts;

    RecordingWriter(Connection connection, ProjectId project, Instant arrived, Consumer<String> factsLeftOut) {
        this.connection = connection;
        this.project = project;
        this.arrived = arrived;
        this.facts = new RecordingFacts(connection, factsLeftOut);
        this.day = arrived.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Opens or enlarges the recording and gives its key. */
    long write(long session, RecordingAppend append, long lastChunk) throws SQLException {
        long key;
        if (append.target() instanceof AppendTarget.Existing existing) {
            key = existing.recording().key();
            grow(key, append, lastChunk);
        } else {
            key = open(session, (AppendTarget.Opened) append.target(), append, lastChunk);
        }
        if (!append.others().isEmpty()) {
            alias(key, append.others());
        }
        return key;
    }

    private void alias(long key, Set<DistinctId> others) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ALIAS)) {
            statement.setLong(1, project.value());
            statement.setLong(2, key);
            Object[] escaped = others.stream().map(DistinctId::escaped).toArray();
            statement.setArray(3, connection.createArrayOf("text", escaped));
            statement.executeUpdate();
        }
    }

    private long open(long session, AppendTarget.Opened opened, RecordingAppend append, long lastChunk)
            throws SQLException {
        RecordingName wanted = opened.wanted();
        Instant free = wanted.timestamp();
        RecordingFacts.Capped found = facts.opened(append.facts());
        while (true) {
            long key = insert(session, wanted.distinctId(), free, opened.skewMillis(), append, found, lastChunk);
            if (key > 0) {
                facts.keep(key, found);
                return key;
            }
            // each turn starts behind the millisecond that was just found taken, so this ends
            free = nextFree(wanted.distinctId(), free);
        }
    }

    private Instant nextFree(DistinctId id, Instant taken) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST_TAKEN)) {
            statement.setLong(1, project.value());
            statement.setString(2, id.escaped());
            statement.setObject(3, Sql.at(taken));
            statement.setObject(4, Sql.at(taken));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Sql.instant(row, "ts").plusMillis(1) : taken;
            }
        }
    }

    private long insert(
            long session,
            DistinctId id,
            Instant timestamp,
            long skewMillis,
            RecordingAppend append,
            RecordingFacts.Capped found,
            long lastChunk)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            statement.setLong(1, project.value());
            statement.setLong(2, session);
            statement.setBytes(3, DistinctIds.encode(id));
            statement.setString(4, id.escaped());
            statement.setObject(5, Sql.at(timestamp));
            statement.setLong(6, skewMillis);
            statement.setObject(7, Sql.at(append.start()));
            statement.setObject(8, Sql.at(append.end()));
            statement.setLong(9, append.snapshots());
            statement.setLong(10, append.storedBytes());
            statement.setLong(11, append.rawBytes());
            statement.setLong(12, append.storedBytes());
            statement.setLong(13, lastChunk);
            statement.setObject(14, day);
            statement.setObject(15, day);
            statement.setString(16, found.row());
            statement.setObject(17, Sql.at(arrived));
            statement.setBoolean(18, found.cut());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private void grow(long key, RecordingAppend append, long lastChunk) throws SQLException {
        RecordingFacts.Capped merged = facts.grown(key, append.facts());
        facts.keep(key, merged);
        try (PreparedStatement statement = connection.prepareStatement(GROW)) {
            statement.setObject(1, Sql.at(append.start()));
            statement.setObject(2, Sql.at(append.end()));
            statement.setLong(3, append.snapshots());
            statement.setLong(4, append.storedBytes());
            statement.setLong(5, append.rawBytes());
            statement.setLong(6, append.storedBytes());
            statement.setLong(7, lastChunk);
            for (int i = 8; i <= 11; i++) {
                statement.setObject(i, day);
            }
            statement.setString(12, merged.row());
            statement.setBoolean(13, merged.cut());
            statement.setLong(14, key);
            statement.executeUpdate();
        }
    }
}
