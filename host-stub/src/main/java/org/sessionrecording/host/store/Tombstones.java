package org.sessionrecording.host.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivedRecording;
import org.sessionrecording.api.recording.DistinctId;

/**
 * What was erased and must not come back. Tombstones hold HMACs under a key of the installation, which is read once. Safe
 * for use from any thread and on several hosts at once.
 */
public final class Tombstones {
    private static final String INSERT =
            "insert into tombstone (project_id, mark, erased_at, events) values (:project, :mark, :at, :events)";

    private final Database database;
    private volatile @Nullable SecretKeySpec key;

    public Tombstones(Database database) {
        this.database = database;
    }

    /** Of a visitor: what they did until then is erased. */
    public Mark visitor(ProjectId project, DistinctId id) {
        return visitor(project, id.escaped());
    }

    Mark visitor(ProjectId project, String escapedId) {
        return mark("distinct_id", project, escapedId);
    }

    /** Of a session: all of it is erased, whatever still comes. */
    public Mark session(ProjectId project, String sessionId) {
        return mark("session", project, Texts.stored(sessionId));
    }

    /** Of a recording's {@code {escaped distinct id}/{timestamp}}. */
    public Mark path(ProjectId project, String path) {
        return mark("path", project, path);
    }

    /** When what has this mark was erased last. */
    public Optional<Instant> erasedAt(ProjectId project, Mark mark) {
        return database.with("look for a tombstone", handle -> handle.createQuery(
                        "select max(erased_at) as at from tombstone where project_id = :project and mark = :mark")
                .bind("project", project.value())
                .bind("mark", mark.bytes())
                .map((row, context) -> Sql.optionalInstant(row, "at"))
                .one());
    }

    /** Of these marks, those of erased events, and until when. */
    Map<Mark, Instant> ofEvents(ProjectId project, Collection<Mark> marks) {
        return database.with("look for tombstones", handle -> ofEvents(handle, project, marks));
    }

    private static Map<Mark, Instant> ofEvents(Handle handle, ProjectId project, Collection<Mark> marks) {
        Map<Mark, Instant> found = new HashMap<>();
        handle.createQuery("""
                        select mark, max(erased_at) as at from tombstone
                        where project_id = :project and events and encode(mark, 'hex') = any(:marks) group by mark
                        """)
                .bind("project", project.value())
                .bind("marks", marks.stream().map(Mark::hex).toArray(String[]::new))
                .map((row, context) -> found.put(Mark.of(row.getBytes("mark")), Sql.instant(row, "at")))
                .list();
        return found;
    }

    /** Of these visitors, those whose events were erased, and until when; as a transaction of the caller's sees it. */
    public Map<DistinctId, Instant> ofVisitors(Handle transaction, ProjectId project, Collection<DistinctId> ids) {
        Map<Mark, DistinctId> asked = new HashMap<>();
        ids.forEach(id -> asked.put(visitor(project, id), id));
        Map<DistinctId, Instant> found = new HashMap<>();
        ofEvents(transaction, project, asked.keySet()).forEach((mark, at) -> found.put(asked.get(mark), at));
        return found;
    }

    /** Of these marks in hex, those of what was erased, and when last; within the transaction that would write it. */
    Map<String, Instant> erased(Handle transaction, ProjectId project, Collection<String> marks) {
        Map<String, Instant> found = new HashMap<>();
        transaction
                .createQuery("""
                        select encode(t.mark, 'hex') as hex, max(t.erased_at) as at
                        from unnest(:marks) as m (hex) join tombstone t
                          on t.project_id = :project and t.mark = decode(m.hex, 'hex')
                        group by t.mark
                        """)
                .bind("project", project.value())
                .bind("marks", Set.copyOf(marks).toArray(String[]::new))
                .map((row, context) -> found.put(row.getString("hex"), Sql.instant(row, "at")))
                .list();
        return found;
    }

    /** Whether a recording was erased that somebody brings back from elsewhere; within the transaction that would do so. */
    boolean holds(Handle transaction, ProjectId project, ArchivedRecording archived) {
        return transaction
                .createQuery("""
                        select exists (select from tombstone t where t.project_id = :project
                          and (t.mark in (:path, :session) or (t.mark = :visitor and t.erased_at >= :start)))
                        """)
                .bind("project", project.value())
                .bind("path", path(project, archived.name().path()).bytes())
                .bind("session", session(project, archived.sessionId()).bytes())
                .bind("visitor", visitor(project, archived.name().distinctId()).bytes())
                .bind("start", Sql.at(archived.name().timestamp()))
                .mapTo(boolean.class)
                .one();
    }

    void add(Handle transaction, ProjectId project, Collection<Mark> marks, Instant erasedAt, boolean events) {
        PreparedBatch batch = transaction.prepareBatch(INSERT);
        for (Mark mark : marks) {
            batch.bind("project", project.value())
                    .bind("mark", mark.bytes())
                    .bind("at", Sql.at(erasedAt))
                    .bind("events", events)
                    .add();
        }
        if (!marks.isEmpty()) {
            batch.execute();
        }
    }

    private Mark mark(String kind, ProjectId project, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key());
            mac.update(kind.getBytes(StandardCharsets.US_ASCII));
            mac.update(ByteBuffer.allocate(1 + Long.BYTES)
                    .put((byte) 0)
                    .putLong(project.value())
                    .array());
            return Mark.of(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot mark what was erased: this JVM lacks HmacSHA256", e);
        }
    }

    private SecretKeySpec key() {
        SecretKeySpec known = key;
        if (known == null) {
            byte[] bytes = database.with(
                    "read the tombstones' key", handle -> handle.createQuery("select tombstone_key from installation")
                            .mapTo(byte[].class)
                            .one());
            known = new SecretKeySpec(bytes, "HmacSHA256");
            key = known;
        }
        return known;
    }
}
