package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.RecordingKey;

/**
 * Settles, in the transaction that stores an imported session's chunks, what becomes of its recordings: those that had expired
 * are what was imported and nothing else, and all are kept as long as was asked. For one import.
 */
public final class ImportedRecordings implements ChunkAppender.Beside {
    private static final String REVIVE = """
            update recording set snapshot_count = ?, stored_bytes = ?, raw_bytes = ?, start_at = ?, end_at = ?
            where key = ? and parts = 0 and live_bytes = ?
            """;

    private static final String TAKEN = """
            select r.key, r.end_at from recording r join session s on s.id = r.session
            where s.project_id = ? and s.session_id = ? and (r.key = any(?) or r.key <> all(?)) order by r.ts, r.key
            """;

    private static final String KEEP =
            "update recording set pinned = true, kept_until = ? where key = ? and not pinned";

    private final ProjectId project;
    private final Optional<Keep> keep;
    private List<RecordingKey> keys = List.of();

    /**
     * How long what would expire earlier is kept.
     *
     * @param ifEndedBefore what ended later outlives {@code until} anyway
     */
    public record Keep(Instant until, Instant ifEndedBefore) {}

    /** Another import brought the same recording back meanwhile; nothing was stored. */
    public static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("the recording was brought back meanwhile", null, false, false);
        }
    }

    public ImportedRecordings(ProjectId project, Optional<Keep> keep) {
        this.project = project;
        this.keep = keep;
    }

    /** Of the recordings that hold what was imported, in the order of their names; once it is stored. */
    public List<RecordingKey> keys() {
        return keys;
    }

    /** @throws Overtaken where what had expired does so no longer */
    @Override
    public void write(Connection connection, List<SessionAppend> sessions) throws SQLException {
        List<RecordingKey> found = new ArrayList<>();
        for (SessionAppend session : sessions) {
            for (RecordingAppend recording : session.recordings()) {
                if (recording.target() instanceof AppendTarget.Existing existing) {
                    revive(connection, existing.recording().key(), recording);
                }
            }
            settle(connection, session, found);
        }
        keys = List.copyOf(found);
    }

    private static void revive(Connection connection, long key, RecordingAppend append) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REVIVE)) {
            statement.setLong(1, append.snapshots());
            statement.setLong(2, append.storedBytes());
            statement.setLong(3, append.rawBytes());
            statement.setObject(4, Sql.at(append.start()));
            statement.setObject(5, Sql.at(append.end()));
            statement.setLong(6, key);
            statement.setLong(7, append.storedBytes());
            if (statement.executeUpdate() == 0) {
                throw new Overtaken();
            }
        }
    }

    private void settle(Connection connection, SessionAppend session, List<RecordingKey> found) throws SQLException {
        Object[] planned = session.planned().stream().map(KnownRecording::key).toArray();
        Object[] revived = session.recordings().stream()
                .map(RecordingAppend::target)
                .filter(AppendTarget.Existing.class::isInstance)
                .map(target -> ((AppendTarget.Existing) target).recording().key())
                .toArray();
        try (PreparedStatement statement = connection.prepareStatement(TAKEN)) {
            statement.setLong(1, project.value());
            statement.setString(2, session.sessionId());
            statement.setArray(3, connection.createArrayOf("bigint", revived));
            statement.setArray(4, connection.createArrayOf("bigint", planned));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new RecordingKey(rows.getLong("key")));
                    keep(connection, rows.getLong("key"), Sql.instant(rows, "end_at"));
                }
            }
        }
    }

    private void keep(Connection connection, long key, Instant end) throws SQLException {
        if (keep.filter(asked -> end.isBefore(asked.ifEndedBefore())).isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            statement.setObject(1, Sql.at(keep.orElseThrow().until()));
            statement.setLong(2, key);
            statement.executeUpdate();
        }
    }
}
