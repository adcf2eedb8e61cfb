package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Adoption;
import org.sessionrecording.api.recording.ArchivedRecording;
import org.sessionrecording.api.recording.ArchivedRecording.Part;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.time.HostClock;

/**
 * Brings recordings back from what their archive says, into a catalog that lost them or was set back to an older day. Holds
 * the session's lock as an append does, so that no chunk comes in between.
 */
final class Adoptions {
    /** What the index of sessions can hold, and more than any client sends. */
    private static final int MOST_SESSION_ID = 1_000;

    private static final String LOCK_SESSION = """
            select id from session where project_id = :project and session_id = :session for no key update
            """;
    private static final String ADD_SESSION = """
            insert into session (project_id, session_id) values (:project, :session) on conflict do nothing
            """;

    /** Later chunks must sort after what is adopted; a sequence is moved for good, also where this is rolled back. */
    private static final String RAISE_CHUNK_IDS = """
            select setval('chunk_id', :last) from chunk_id where last_value < :last
            """;

    private static final String FIND = """
            select key, session, distinct_id, parts, archived_through from recording
            where project_id = :project and escaped_id = :escaped and ts = :ts
            for update
            """;

    private static final String OPEN = """
            insert into recording (project_id, session, distinct_id, escaped_id, ts, skew_millis, start_at, end_at,
                snapshot_count, stored_bytes, raw_bytes, live_bytes, last_chunk, facts, facts_cut, created_at)
            values (:project, :session, :distinct, :escaped, :ts, :skew, :start, :end, 0, 0, 0, 0, 0, :facts::jsonb, :cut,
              :now)
            returning key
            """;

    /** Chunks of the database that the parts do not hold as they are. */
    private static final String MISFITS = """
            select count(*) from recording r
            join chunk c on c.recording = r.key and c.id > r.archived_through and c.id <= :last
              and c.day between r.live_from and r.live_to
            where r.key = :key and not exists (
              select from unnest(:ids, :crcs, :lengths) as d (id, crc, length)
              where d.id = c.id and d.crc = c.stored_crc32 and d.length = c.length)
            """;

    private static final String ADD_PART = """
            insert into archive_part
              (recording, part, project_id, source, url, bytes, sha256, tail_offset, first_chunk, last_chunk, chunk_count,
               archived_at)
            values (:recording, :part, :project, :source, :url, :bytes, :sha256, :tail_offset, :first, :last, :count,
              :archived_at)
            on conflict do nothing
            """;

    /** What the parts hold comes in, what the database held of it goes: each chunk is counted once. */
    private static final String ADVANCE = """
            update recording u
            set archived_through = :last, removed_through = :last, last_chunk = greatest(u.last_chunk, :last),
                parts = :parts, state = 'archived', archived_at = :archived_at, restored_until = null,
                quarantined = null, quarantined_at = null,
                start_at = least(u.start_at, :start), end_at = greatest(u.end_at, :end),
                snapshot_count = u.snapshot_count + :snapshots - had.snapshots,
                stored_bytes = u.stored_bytes + :stored - had.stored,
                raw_bytes = u.raw_bytes + :raw - had.raw,
                live_bytes = left_over.bytes, live_from = left_over.first, live_to = left_over.last
            from recording r
            cross join lateral (
              select coalesce(sum(c.count), 0) as snapshots, coalesce(sum(octet_length(c.data)), 0) as stored,
                     coalesce(sum(c.length), 0) as raw
              from chunk c where c.recording = r.key and c.id > r.archived_through and c.id <= :last
                and c.day between r.live_from and r.live_to) had
            cross join lateral (
              select min(c.day) as first, max(c.day) as last, coalesce(sum(octet_length(c.data)), 0) as bytes
              from chunk c where c.recording = r.key and c.id > :last and c.day between r.live_from and r.live_to) left_over
            where r.key = :key and u.key = r.key
            """;

    private static final String FORGET_INTENTS =
            "delete from archive_intent where recording = :key and part <= :parts and project_id = :project";

    private final Database database;
    private final HostClock clock;
    private final ProjectId project;
    private final LeaseGuard guard;
    private final Tombstones tombstones;
    private final FactsCodec facts = new FactsCodec();

    Adoptions(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.clock = clock;
        this.project = project;
        this.guard = new LeaseGuard(clock, project);
        this.tombstones = new Tombstones(database);
    }

    Adoption adopt(ArchivedRecording archived, Lease lease) {
        return database.inRepeatedTransaction("bring a recording back", handle -> {
            guard.requireHeld(handle, lease);
            handle.createQuery(RAISE_CHUNK_IDS)
                    .bind("last", archived.lastChunk().value())
                    .mapTo(long.class)
                    .list();
            return adopt(handle, archived);
        });
    }

    Adoption plan(ArchivedRecording archived) {
        return database.inRepeatedTransaction("plan what to bring back", handle -> {
            Adoption adoption = adopt(handle, archived);
            handle.rollback();
            return adoption;
        });
    }

    private record Known(long key, long session, byte[] distinctId, int parts, long archivedThrough) {}

    private Adoption adopt(Handle handle, ArchivedRecording archived) {
        if (!Texts.isStorable(archived.sessionId()) || archived.sessionId().length() > MOST_SESSION_ID) {
            return new Adoption.Refused(Optional.empty(), "its session_id is none that can be stored");
        }
        if (tombstones.holds(handle, project, archived)) {
            return new Adoption.Erased();
        }
        long session = lockSession(handle, archived.sessionId());
        Optional<Known> known = find(handle, archived);
        if (known.isEmpty()) {
            long key = open(handle, session, archived);
            alias(handle, key, archived);
            return link(handle, key, archived, archived.parts())
                    ? new Adoption.Adopted(
                            new RecordingKey(key), true, archived.parts().size())
                    : taken(handle, Optional.empty());
        }
        return complete(handle, session, known.get(), archived);
    }

    private Adoption complete(Handle handle, long session, Known known, ArchivedRecording archived) {
        RecordingKey key = new RecordingKey(known.key());
        boolean same = known.session() == session
                && Arrays.equals(
                        known.distinctId(), DistinctIds.encode(archived.name().distinctId()));
        if (!same) {
            return new Adoption.Refused(Optional.of(key), "the catalog has another recording of this name");
        }
        Optional<String> clash = clash(handle, known, archived);
        if (clash.isPresent()) {
            return new Adoption.Refused(Optional.of(key), clash.get());
        }
        List<Part> missing = archived.parts()
                .subList(
                        Math.min(known.parts(), archived.parts().size()),
                        archived.parts().size());
        return missing.isEmpty() || link(handle, known.key(), archived, missing)
                ? new Adoption.Adopted(key, false, missing.size())
                : taken(handle, Optional.of(key));
    }

    private static Adoption taken(Handle handle, Optional<RecordingKey> recording) {
        handle.rollback();
        return new Adoption.Refused(recording, "one of its objects is linked as another recording's already");
    }

    /** Whom else the visitor was known as, so that they are found by it. */
    private void alias(Handle handle, long key, ArchivedRecording archived) {
        if (archived.facts().find("distinct_ids").orElse(null) instanceof Fact.Texts others) {
            String[] escaped = others.values().stream()
                    .filter(id -> !id.isEmpty() && id.length() <= DistinctId.MAX_CODE_POINTS)
                    .map(id -> new DistinctId(id).escaped())
                    .distinct()
                    .toArray(String[]::new);
            handle.createUpdate("""
                            insert into recording_alias (project_id, escaped_id, recording)
                            select :project, unnest(:others), :key
                            """)
                    .bind("project", project.value())
                    .bind("others", escaped)
                    .bind("key", key)
                    .execute();
        }
    }

    /** Why the parts do not go together with what the catalog has; empty where they do. */
    private Optional<String> clash(Handle handle, Known known, ArchivedRecording archived) {
        for (Part part : archived.parts()) {
            if (part.part() <= known.parts()) {
                if (!isLinked(handle, known.key(), part)) {
                    return Optional.of("part " + part.part() + " is linked with other bytes than lie in the bucket");
                }
            } else if (part.firstChunk().value() <= known.archivedThrough()) {
                return Optional.of("part " + part.part() + " holds chunks that are archived in another part already");
            }
        }
        long misfits = handle.createQuery(MISFITS)
                .bind("key", known.key())
                .bind("last", archived.lastChunk().value())
                .bind("ids", numbers(archived, chunk -> chunk.id().value()))
                .bind("crcs", numbers(archived, ChunkInfo::storedCrc32))
                .bind("lengths", numbers(archived, ChunkInfo::length))
                .mapTo(long.class)
                .one();
        return misfits == 0
                ? Optional.empty()
                : Optional.of("the database holds " + misfits + " chunks that its archive objects do not hold");
    }

    private boolean isLinked(Handle handle, long recording, Part part) {
        return handle.createQuery("""
                        select count(*) from archive_part
                        where recording = :recording and part = :part and encode(sha256, 'hex') = :sha256
                        """)
                        .bind("recording", recording)
                        .bind("part", part.part())
                        .bind("sha256", part.sha256())
                        .mapTo(long.class)
                        .one()
                == 1;
    }

    private long lockSession(Handle handle, String sessionId) {
        handle.createUpdate(ADD_SESSION)
                .bind("project", project.value())
                .bind("session", sessionId)
                .execute();
        return handle.createQuery(LOCK_SESSION)
                .bind("project", project.value())
                .bind("session", sessionId)
                .mapTo(long.class)
                .one();
    }

    private Optional<Known> find(Handle handle, ArchivedRecording archived) {
        return handle.createQuery(FIND)
                .bind("project", project.value())
                .bind("escaped", archived.name().distinctId().escaped())
                .bind("ts", Sql.at(archived.name().timestamp()))
                .map((row, context) -> new Known(
                        row.getLong("key"),
                        row.getLong("session"),
                        row.getBytes("distinct_id"),
                        row.getInt("parts"),
                        row.getLong("archived_through")))
                .findOne();
    }

    private long open(Handle handle, long session, ArchivedRecording archived) {
        SortedMap<String, EnricherFacts> found =
                new TreeMap<>(Map.of(FlatFacts.ARCHIVED, new EnricherFacts(0, archived.facts())));
        String all = facts.write(found);
        boolean fits = FactsCap.fits(all);
        return handle.createQuery(OPEN)
                .bind("project", project.value())
                .bind("session", session)
                .bind("distinct", DistinctIds.encode(archived.name().distinctId()))
                .bind("escaped", archived.name().distinctId().escaped())
                .bind("ts", Sql.at(archived.name().timestamp()))
                .bind("skew", archived.skew().toMillis())
                .bind("start", Sql.at(archived.start()))
                .bind("end", Sql.at(archived.end()))
                .bind("facts", fits ? all : FactsCap.cut(found, facts))
                .bind("cut", !fits)
                .bind("now", Sql.at(clock.instant()))
                .mapTo(long.class)
                .one();
    }

    /** False where a place is taken; the transaction must be rolled back then. */
    private boolean link(Handle handle, long recording, ArchivedRecording archived, List<Part> parts) {
        for (Part part : parts) {
            int added = handle.createUpdate(ADD_PART)
                    .bind("recording", recording)
                    .bind("part", part.part())
                    .bind("project", project.value())
                    .bind("source", part.source())
                    .bind("url", part.url())
                    .bind("bytes", part.bytes())
                    .bind("sha256", HexFormat.of().parseHex(part.sha256()))
                    .bind("tail_offset", part.tailOffset())
                    .bind("first", part.firstChunk().value())
                    .bind("last", part.lastChunk().value())
                    .bind("count", part.chunks().size())
                    .bind("archived_at", Sql.at(part.archivedAt()))
                    .execute();
            if (added == 0) {
                return false;
            }
        }
        advance(handle, recording, archived, parts);
        return true;
    }

    private void advance(Handle handle, long key, ArchivedRecording archived, List<Part> added) {
        handle.createUpdate(ADVANCE)
                .bind("key", key)
                .bind("last", archived.lastChunk().value())
                .bind("parts", archived.parts().size())
                .bind("archived_at", Sql.at(lastArchived(archived)))
                .bind("start", Sql.at(archived.start()))
                .bind("end", Sql.at(archived.end()))
                .bind("snapshots", sum(added, ChunkInfo::count))
                .bind("stored", sum(added, ChunkInfo::bytes))
                .bind("raw", sum(added, ChunkInfo::length))
                .execute();
        handle.createUpdate(FORGET_INTENTS)
                .bind("key", key)
                .bind("parts", archived.parts().size())
                .bind("project", project.value())
                .execute();
    }

    private static Instant lastArchived(ArchivedRecording archived) {
        return archived.parts().get(archived.parts().size() - 1).archivedAt();
    }

    private static long sum(List<Part> parts, ToLongFunction<ChunkInfo> value) {
        return parts.stream()
                .flatMap(part -> part.chunks().stream())
                .mapToLong(value)
                .sum();
    }

    private static long[] numbers(ArchivedRecording archived, ToLongFunction<ChunkInfo> value) {
        return archived.parts().stream()
                .flatMap(part -> part.chunks().stream())
                .mapToLong(value)
                .toArray();
    }
}
