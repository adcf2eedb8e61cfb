package org.sessionrecording.host.store;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.time.HostClock;

/**
 * Intents become parts. What the host holds against a mistake of the archiving side: an intent names exactly the chunks
 * that no part holds yet, and a part is linked only for exactly its intent.
 */
final class Linking {
    private static final String INTEND = """
            insert into archive_intent (recording, part, project_id, source, url, chunks, head, tail, upload_id, created_at)
            select r.key, :part, r.project_id, :source, :url, :chunks, :head, :tail, :upload, :now
            from recording r
            where r.key = :recording and r.project_id = :project and r.parts = :part - 1
              and :chunks = array(
                select c.id from chunk c
                where c.recording = r.key and c.id > r.archived_through and c.id <= :last
                  and c.day between r.live_from and r.live_to
                order by c.id)
            on conflict do nothing
            """;

    private static final String INSERT_PART = """
            insert into archive_part
              (recording, part, project_id, source, url, bytes, sha256, tail_offset, first_chunk, last_chunk, chunk_count,
               archived_at)
            select i.recording, i.part, i.project_id, i.source, i.url, :bytes, :sha256, :tail_offset, :first, :last, :count,
              :archived_at
            from archive_intent i
            where i.recording = :recording and i.part = :part and i.project_id = :project
              and i.source = :source and i.url = :url and i.chunks[1] = :first
              and i.chunks[cardinality(i.chunks)] = :last and cardinality(i.chunks) = :count
            on conflict do nothing
            """;

    /** Only what this transaction, or one before it, linked with the same hash. */
    private static final String LINKED = """
            select p.recording, p.part from unnest(:keys, :parts, :hashes) as a (key, part, sha256)
            join archive_part p on p.recording = a.key and p.part = a.part and encode(p.sha256, 'hex') = a.sha256 and p.project_id = :project
            order by p.recording
            """;

    private static final String ADVANCE = """
            update recording r
            set archived_through = p.last_chunk, parts = p.part, archived_at = p.archived_at,
                state = case when r.state = 'restored' then r.state else 'archived' end,
                live_bytes = case when p.last_chunk = r.last_chunk then 0 else (
                  select coalesce(sum(octet_length(c.data)), 0) from chunk c
                  where c.recording = r.key and c.id > p.last_chunk and c.day between r.live_from and r.live_to) end
            from archive_intent i
            join archive_part p on p.recording = i.recording and p.part = i.part
            where i.recording = any(:keys) and i.project_id = :project and r.key = p.recording
              and r.archived_through < p.last_chunk
            """;

    /** The object has them whole; where late chunks wait, the part that will hold them still wants them. */
    private static final String DROP_FACTS = """
            delete from recording_facts f using recording r
            where f.recording = any(:keys) and r.key = f.recording and r.project_id = :project
              and r.archived_through >= r.last_chunk
            """;

    private static final String SETTLE = """
            delete from archive_intent i using archive_part p
            where i.recording = any(:keys) and i.project_id = :project and p.recording = i.recording and p.part = i.part
            """;

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final LeaseGuard guard;

    Linking(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
    }

    List<RecordingKey> intend(List<ArchiveIntent> intents, Lease lease) {
        if (intents.isEmpty()) {
            return List.of();
        }
        return database.inRepeatedTransaction("note what is to be archived", handle -> {
            guard.requireHeld(handle, lease);
            Removals.lock(handle, project, keys(intents.stream().map(ArchiveIntent::recording)));
            PreparedBatch batch = handle.prepareBatch(INTEND);
            intents.forEach(intent -> bind(batch, intent).add());
            return taken(intents, batch.execute());
        });
    }

    List<RecordingKey> link(List<ArchivePart> parts, Lease lease) {
        if (parts.isEmpty()) {
            return List.of();
        }
        long[] keys = keys(parts.stream().map(ArchivePart::recording));
        return database.inRepeatedTransaction("link archived recordings", handle -> {
            guard.requireHeld(handle, lease);
            Removals.lock(handle, project, keys);
            PreparedBatch batch = handle.prepareBatch(INSERT_PART);
            parts.forEach(part -> bind(batch, part).add());
            batch.execute();
            update(handle, ADVANCE, keys);
            update(handle, SETTLE, keys);
            update(handle, DROP_FACTS, keys);
            return linked(handle, parts, keys);
        });
    }

    private void update(Handle handle, String sql, long[] keys) {
        handle.createUpdate(sql)
                .bind("keys", keys)
                .bind("project", project.value())
                .execute();
    }

    private List<RecordingKey> linked(Handle handle, List<ArchivePart> parts, long[] keys) {
        return handle.createQuery(LINKED)
                .bind("keys", keys)
                .bind("parts", parts.stream().mapToInt(ArchivePart::part).toArray())
                .bind("hashes", parts.stream().map(ArchivePart::sha256).toArray(String[]::new))
                .bind("project", project.value())
                .map((row, context) -> new RecordingKey(row.getLong("recording")))
                .list();
    }

    private <T extends SqlStatement<T>> T bind(T statement, ArchiveIntent intent) {
        return statement
                .bind("recording", intent.recording().value())
                .bind("part", intent.part())
                .bind("source", intent.source())
                .bind("url", intent.url())
                .bind(
                        "chunks",
                        intent.chunks().stream().mapToLong(ChunkId::value).toArray())
                .bind("last", intent.lastChunk().value())
                .bind("head", intent.head())
                .bind("tail", intent.tail())
                .bind("upload", intent.uploadId().orElse(null))
                .bind("now", Sql.at(clock.instant()))
                .bind("project", project.value());
    }

    private <T extends SqlStatement<T>> T bind(T statement, ArchivePart part) {
        return statement
                .bind("recording", part.recording().value())
                .bind("part", part.part())
                .bind("source", part.source())
                .bind("url", part.url())
                .bind("bytes", part.bytes())
                .bind("sha256", HexFormat.of().parseHex(part.sha256()))
                .bind("tail_offset", part.tailOffset())
                .bind("first", part.firstChunk().value())
                .bind("last", part.lastChunk().value())
                .bind("count", part.chunkCount())
                .bind("archived_at", Sql.at(part.archivedAt()))
                .bind("project", project.value());
    }

    private static List<RecordingKey> taken(List<ArchiveIntent> intents, int[] counts) {
        List<RecordingKey> taken = new ArrayList<>(counts.length);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                taken.add(intents.get(i).recording());
            }
        }
        return List.copyOf(taken);
    }

    private static long[] keys(Stream<RecordingKey> keys) {
        return keys.mapToLong(RecordingKey::value).toArray();
    }
}
