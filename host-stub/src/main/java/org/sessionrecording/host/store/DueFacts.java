package org.sessionrecording.host.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.SqlStatement;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.host.time.HostClock;

/** Recordings of one project that enrichers are to see again, and what they found then. Safe for use from any thread. */
public final class DueFacts {
    /** Enrichers whose facts a recording does not have, of a lower version, or of some chunks; whole facts know more than a row's. */
    private static final String NAMES = """
            array(select e.name from unnest(:names, :versions) as e (name, version)
              where :again or coalesce((coalesce(f.facts, r.facts) -> e.name ->> 'version')::int, -1) < e.version
                or coalesce((coalesce(f.facts, r.facts) -> e.name ->> 'partial')::boolean, false))
            """;

    private static final String WHERE = """
            left join recording_facts f on f.recording = r.key
            where r.project_id = :project and r.state <> 'expired' and r.key > :after
              and (:from::timestamptz is null or r.ts >= :from) and (:to::timestamptz is null or r.ts < :to)
              and cardinality(%s) > 0
            """.formatted(NAMES);

    private static final String PAGE = "select r.skew_millis, " + NAMES + " as due, " + RecordingRows.COLUMNS
            + RecordingRows.FROM + WHERE + " order by r.key limit :limit";

    private static final String TOTALS =
            "select count(*) as recordings, coalesce(sum(r.stored_bytes), 0) as bytes from recording r " + WHERE;

    /** The lock of a recording that grows, so that none does meanwhile. */
    private static final String LOCK = """
            select r.last_chunk from recording r
            where r.key = :key and r.project_id = :project and r.state <> 'expired' for no key update
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;

    public DueFacts(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
    }

    /**
     * What is asked for.
     *
     * @param versions by {@code plugin/enricher}
     * @param from earliest begin of a recording
     * @param to before which it began
     * @param again also what has facts of these versions
     */
    public record Query(Map<String, Integer> versions, Optional<Instant> from, Optional<Instant> to, boolean again) {
        public Query {
            versions = Map.copyOf(versions);
        }
    }

    /**
     * A recording.
     *
     * @param skewMillis what makes its client's clock ours
     * @param enrichers that are to see it
     */
    public record DueRecording(Recording recording, long skewMillis, Set<String> enrichers) {
        public DueRecording {
            enrichers = Set.copyOf(enrichers);
        }
    }

    /** What became of facts that were to be stored. */
    public enum Stored {
        YES,
        /** It has chunks that were not seen. */
        GREW,
        /** It was erased, or expired. */
        GONE
    }

    /** The next in key order. */
    public List<DueRecording> page(Query query, RecordingKey after, int limit) {
        RecordingRows rows = new RecordingRows(clock.instant());
        return database.with("list recordings that enrichers are to see", handle -> bind(
                        handle.createQuery(PAGE), query, after)
                .bind("limit", limit)
                .map((row, context) -> new DueRecording(rows.read(row), row.getLong("skew_millis"), Set.of((String[])
                        row.getArray("due").getArray())))
                .list());
    }

    /** All of them, and their stored bytes. */
    public Totals totals(Query query) {
        return database.with("count recordings that enrichers are to see", handle -> bind(
                        handle.createQuery(TOTALS), query, RecordingKey.NONE)
                .map((row, context) -> new Totals(row.getLong("recordings"), row.getLong("bytes")))
                .one());
    }

    private <T extends SqlStatement<T>> T bind(T statement, Query query, RecordingKey after) {
        List<String> names = List.copyOf(query.versions().keySet());
        return statement
                .bind("names", names.toArray(String[]::new))
                .bind("versions", names.stream().mapToInt(query.versions()::get).toArray())
                .bind("again", query.again())
                .bind("project", project.value())
                .bind("after", after.value())
                .bind("from", Sql.at(query.from()))
                .bind("to", Sql.at(query.to()));
    }

    /**
     * Puts what enrichers found in all chunks of a recording in the place of what they had found; all else stays.
     *
     * @param through the last chunk they saw
     */
    public Stored replace(RecordingKey recording, ChunkId through, Map<String, EnricherFacts> found) {
        return database.inRepeatedTransaction("store what enrichers found", handle -> {
            Optional<Long> last = handle.createQuery(LOCK)
                    .bind("key", recording.value())
                    .bind("project", project.value())
                    .mapTo(Long.class)
                    .findOne();
            if (last.isEmpty()) {
                return Stored.GONE;
            }
            if (last.get() != through.value()) {
                return Stored.GREW;
            }
            write(handle.getConnection(), recording.value(), found);
            return Stored.YES;
        });
    }

    private static void write(Connection connection, long key, Map<String, EnricherFacts> found) throws SQLException {
        RecordingFacts facts = new RecordingFacts(connection, leftOut -> {});
        RecordingFacts.Capped capped = facts.replaced(key, found);
        try (PreparedStatement row = connection.prepareStatement(
                        "update recording set facts = ?::jsonb, facts_cut = ? where key = ?");
                PreparedStatement stale =
                        connection.prepareStatement("delete from recording_facts where recording = ?")) {
            row.setString(1, capped.row());
            row.setBoolean(2, capped.cut());
            row.setLong(3, key);
            row.executeUpdate();
            stale.setLong(1, key);
            stale.executeUpdate();
        }
        facts.keep(key, capped);
    }
}
