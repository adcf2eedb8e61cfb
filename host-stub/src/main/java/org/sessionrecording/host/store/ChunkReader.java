package org.sessionrecording.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.time.HostClock;

/**
 * Playback's way to one project's chunks. Each call is one statement that sees the recording's row and its chunks at the
 * same instant, so that a removal between two pages only changes where the next page comes from. No transaction outlives a
 * call. Safe for use from any thread.
 */
public final class ChunkReader {
    /**
     * What follows after a chunk.
     *
     * @param recording as it was when {@code chunks} were read
     * @param archived true where chunks between the one asked for and {@code recording.removedThrough()} are in parts only:
     *     read those there, then ask again after the last of them; {@code chunks} is empty
     * @param chunks in id order; empty at the end
     */
    public record Page<T>(Recording recording, boolean archived, List<T> chunks) {
        public Page {
            chunks = List.copyOf(chunks);
        }

        /** Nothing follows, neither here nor in a part. */
        public boolean last() {
            return !archived && chunks.isEmpty();
        }
    }

    private static final String PAGE = """
            select %s, %s
            from recording r join session s on s.id = r.session
            left join lateral (
              select y.* from (
                select x.*, sum(octet_length(x.data)) over (order by x.id) as so_far,
                       row_number() over (order by x.id) as n
                from (
                  select * from chunk q
                  where q.recording = r.key and q.id > :after
                    and r.removed_through <= greatest(:after, r.expired_through) and q.id > r.expired_through
                    and q.day between r.live_from and r.live_to
                  order by q.id limit :rows) x) y
              where y.so_far <= :max or y.n = 1) c on true
            where r.key = :key and r.project_id = :project
            order by c.id
            """;

    private static final String DATA = PAGE.formatted(RecordingRows.COLUMNS, ChunkRows.WITH_DATA);
    private static final String INFOS = PAGE.formatted(RecordingRows.COLUMNS, ChunkRows.INFO);

    private static final String ONE = """
            select %s from recording r
            join chunk c on c.recording = r.key and c.day between r.live_from and r.live_to
            where r.key = :key and r.project_id = :project and c.id = :id and c.id > r.removed_through
            """.formatted(ChunkRows.WITH_DATA);

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;

    public ChunkReader(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
    }

    /**
     * The chunks after {@code after}: at least one where the database has the next, then as many as fit into {@code
     * maxBytes} of stored bytes.
     *
     * @return empty where there is no such recording (any more)
     */
    public Optional<Page<Chunk>> chunks(RecordingKey recording, ChunkId after, long maxBytes) {
        return database.with(
                "read chunks",
                handle -> page(handle, DATA, recording, after, maxBytes, ChunkQueries.PAGE_ROWS, ChunkRows::chunk));
    }

    /** As {@link #chunks}, without bytes, at most {@code limit}. */
    public Optional<Page<ChunkInfo>> infos(RecordingKey recording, ChunkId after, int limit) {
        return database.with(
                "list chunks", handle -> page(handle, INFOS, recording, after, Long.MAX_VALUE, limit, ChunkRows::info));
    }

    /** One chunk; empty where the database does not have it (any more): look into the parts. */
    public Optional<Chunk> find(RecordingKey recording, ChunkId id) {
        return database.with("read a chunk", handle -> handle.createQuery(ONE)
                .bind("key", recording.value())
                .bind("project", project.value())
                .bind("id", id.value())
                .map((row, context) -> ChunkRows.chunk(row))
                .findOne());
    }

    /** Reads a chunk off a row. */
    private interface ChunkMapper<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> Optional<Page<T>> page(
            Handle handle,
            String sql,
            RecordingKey key,
            ChunkId after,
            long maxBytes,
            int rows,
            ChunkMapper<T> mapper) {
        RecordingRows recordings = new RecordingRows(clock.instant());
        return handle.createQuery(sql)
                .bind("key", key.value())
                .bind("project", project.value())
                .bind("after", after.value())
                .bind("max", maxBytes)
                .bind("rows", rows)
                .scanResultSet((resultSet, context) -> {
                    try (ResultSet result = resultSet.get()) {
                        return read(result, recordings, after, mapper);
                    }
                });
    }

    private static <T> Optional<Page<T>> read(
            ResultSet result, RecordingRows recordings, ChunkId after, ChunkMapper<T> mapper) throws SQLException {
        if (!result.next()) {
            return Optional.empty();
        }
        Recording recording = recordings.read(result);
        List<T> chunks = new ArrayList<>();
        do {
            result.getLong("id");
            if (!result.wasNull()) {
                chunks.add(mapper.read(result));
            }
        } while (result.next());
        ChunkId first = recording.expiredThrough().compareTo(after) > 0 ? recording.expiredThrough() : after;
        boolean archived = recording.removedThrough().compareTo(first) > 0;
        return Optional.of(new Page<>(recording, archived, chunks));
    }
}
