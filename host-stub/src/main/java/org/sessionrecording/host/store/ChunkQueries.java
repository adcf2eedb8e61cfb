package org.sessionrecording.host.store;

import java.util.List;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;

/**
 * Reads chunks of one project's recordings. Days are pruned by the recordings' first and last live day, so partitions
 * without their chunks are not touched; bytes travel in binary and are not copied.
 */
final class ChunkQueries {
    /** Chunks looked at for one page, so that paging a long recording stays linear. */
    static final int PAGE_ROWS = 512;

    /**
     * For many recordings at once, whatever way they are joined: the days are bounds of the whole batch, known before the
     * first partition is opened.
     */
    private static final String LIVE = """
            select %s
            from unnest(:keys, :lasts) as w (key, last_chunk)
            join recording r on r.key = w.key and r.project_id = :project
            join chunk c on c.recording = r.key and c.id > r.archived_through and c.id <= w.last_chunk
             and c.day >= (select min(b.live_from) from recording b where b.key = any(:keys))
             and c.day <= (select max(b.live_to) from recording b where b.key = any(:keys))
            order by c.recording, c.id
            """.formatted(ChunkRows.WITH_DATA);

    private static final String NEXT_PAGE = """
            select %s
            from (
              select p.*, sum(octet_length(p.data)) over (order by p.id) as so_far, row_number() over (order by p.id) as n
              from recording r
              cross join lateral (
                select x.* from chunk x
                where x.recording = r.key and x.id > greatest(r.removed_through, :after)
                  and x.day between r.live_from and r.live_to
                order by x.id limit :rows) p
              where r.key = :key and r.project_id = :project) c
            where c.so_far <= :max or c.n = 1
            order by c.id
            """.formatted(ChunkRows.WITH_DATA);

    private static final String NEXT_INFOS = """
            select %s
            from recording r
            cross join lateral (
              select x.* from chunk x
              where x.recording = r.key and x.id > greatest(r.removed_through, :after)
                and x.day between r.live_from and r.live_to
              order by x.id limit :limit) c
            where r.key = :key and r.project_id = :project
            order by c.id
            """.formatted(ChunkRows.INFO);

    private final Database database;
    private final ProjectId project;

    ChunkQueries(Database database, ProjectId project) {
        this.database = database;
        this.project = project;
    }

    List<Chunk> live(List<Recording> recordings) {
        if (recordings.isEmpty()) {
            return List.of();
        }
        long[] keys = recordings.stream().mapToLong(r -> r.key().value()).toArray();
        long[] lasts = recordings.stream().mapToLong(r -> r.lastChunk().value()).toArray();
        return database.with("read chunks", handle -> handle.createQuery(LIVE)
                .bind("keys", keys)
                .bind("lasts", lasts)
                .bind("project", project.value())
                .map((row, context) -> ChunkRows.chunk(row))
                .list());
    }

    List<Chunk> page(RecordingKey recording, ChunkId after, long maxBytes) {
        return database.with("read chunks", handle -> handle.createQuery(NEXT_PAGE)
                .bind("after", after.value())
                .bind("key", recording.value())
                .bind("project", project.value())
                .bind("max", maxBytes)
                .bind("rows", PAGE_ROWS)
                .map((row, context) -> ChunkRows.chunk(row))
                .list());
    }

    List<ChunkInfo> infos(RecordingKey recording, ChunkId after, int limit) {
        return database.with("list chunks", handle -> handle.createQuery(NEXT_INFOS)
                .bind("after", after.value())
                .bind("key", recording.value())
                .bind("project", project.value())
                .bind("limit", limit)
                .map((row, context) -> ChunkRows.info(row))
                .list());
    }
}
