package org.sessionrecording.host.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.time.HostClock;

/**
 * Decisions on capture as they were made, and what was refused, by project: bounded in number and age. Safe for use from any
 * thread and on several hosts at once.
 */
public final class CaptureNotes {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int HASH_BYTES = 12;

    private static final String NOTE = """
            insert into capture_decision as d (project_id, escaped_id, session_id, enforced, verdicts_hash, recorded, rule,
              reason, page, verdicts, first_at, last_at, requests, refused)
            values (:project, :id, :session, :enforced, :hash, :recorded, :rule, :reason, :page, :verdicts, :first, :last,
              :requests, :refused)
            on conflict (project_id, escaped_id, session_id, enforced, verdicts_hash) do update set
              first_at = least(d.first_at, excluded.first_at), last_at = greatest(d.last_at, excluded.last_at),
              requests = d.requests + excluded.requests, refused = d.refused + excluded.refused
            """;

    private static final String COUNT = """
            insert into capture_refusal as r (project_id, day, rule, reason, events)
            values (:project, :day, :rule, :reason, :events)
            on conflict (project_id, day, rule) do update set events = r.events + excluded.events, reason = excluded.reason
            """;

    private static final String PAST = """
            select * from capture_decision
            where project_id = :project and escaped_id = :id and (:session = '' or session_id = :session)
            order by last_at desc, enforced limit :limit
            """;

    /** The oldest beyond so many, by an index alone. */
    private static final String TOO_MANY = """
            delete from capture_decision where project_id = :project and last_at <= (
              select last_at from capture_decision where project_id = :project order by last_at desc offset :most limit 1)
            """;

    private final Database database;
    private final HostClock clock;
    private final Tombstones tombstones;

    public CaptureNotes(Database database, HostClock clock, Tombstones tombstones) {
        this.database = database;
        this.clock = clock;
        this.tombstones = tombstones;
    }

    /** Snapshot events of one day that were refused for a rule's sake. */
    public record Refused(LocalDate day, String rule, String reason, long events) {
        static final Comparator<Refused> ORDER =
                Comparator.comparing(Refused::day).thenComparing(Refused::rule);
    }

    /**
     * Adds to what is known, in one transaction. What befell somebody before they were erased is left out.
     *
     * @param decisions of one project
     */
    public void add(ProjectId project, Collection<CaptureNote> decisions, Collection<Refused> refused) {
        database.inTransaction("note decisions on capture", handle -> {
            List<CaptureNote> kept = withoutErased(handle, project, decisions);
            if (!kept.isEmpty()) {
                PreparedBatch notes = handle.prepareBatch(NOTE);
                kept.forEach(note -> bind(notes, project, note));
                notes.execute();
            }
            if (!refused.isEmpty()) {
                PreparedBatch counts = handle.prepareBatch(COUNT);
                refused.stream().sorted(Refused.ORDER).forEach(each -> counts.bind("project", project.value())
                        .bind("day", each.day())
                        .bind("rule", Texts.stored(each.rule()))
                        .bind("reason", Texts.stored(each.reason()))
                        .bind("events", each.events())
                        .add());
                counts.execute();
            }
            return null;
        });
    }

    private static void bind(PreparedBatch batch, ProjectId project, CaptureNote note) {
        batch.bind("project", project.value())
                .bind("id", note.distinctId().escaped())
                .bind("session", Texts.stored(note.sessionId()))
                .bind("enforced", note.enforced())
                .bind("hash", hash(note))
                .bind("recorded", note.recorded())
                .bind("rule", Texts.stored(note.rule()))
                .bind("reason", Texts.stored(note.reason()))
                .bind("page", Texts.stored(note.page()))
                .bind("verdicts", Texts.stored(note.verdicts()))
                .bind("first", Sql.at(note.firstAt()))
                .bind("last", Sql.at(note.lastAt()))
                .bind("requests", note.requests())
                .bind("refused", note.refused())
                .add();
    }

    /** The same whatever order transactions come in, so that no two wait for each other. */
    private List<CaptureNote> withoutErased(Handle handle, ProjectId project, Collection<CaptureNote> decisions) {
        Map<CaptureNote, String> visitors = decisions.stream().collect(Collectors.toMap(note -> note, note -> tombstones
                .visitor(project, note.distinctId())
                .hex()));
        Map<CaptureNote, String> sessions = decisions.stream().collect(Collectors.toMap(note -> note, note -> tombstones
                .session(project, note.sessionId())
                .hex()));
        List<String> marks = new ArrayList<>(visitors.values());
        marks.addAll(sessions.values());
        Map<String, Instant> erased = tombstones.erased(handle, project, marks);
        return decisions.stream()
                .filter(note -> !erased.containsKey(sessions.get(note)))
                .filter(note -> Optional.ofNullable(erased.get(visitors.get(note)))
                        .filter(at -> !note.firstAt().isAfter(at))
                        .isEmpty())
                .sorted(CaptureNote.ORDER)
                .toList();
    }

    private static byte[] hash(CaptureNote note) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256")
                    .digest((note.recorded() + note.rule() + "\n" + note.reason() + "\n" + note.verdicts())
                            .getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(whole, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot note decisions: this JVM lacks SHA-256", e);
        }
    }

    /** What was decided on a visitor, newest first. @param sessionId empty: of all sessions */
    public List<CaptureNote> past(ProjectId project, DistinctId id, Optional<String> sessionId, int limit) {
        return database.with("read decisions on capture", handle -> handle.createQuery(PAST)
                .bind("project", project.value())
                .bind("id", id.escaped())
                .bind("session", Texts.stored(sessionId.orElse("")))
                .bind("limit", limit)
                .map((row, context) -> note(row, id))
                .list());
    }

    /** What was refused in the last {@code days} days, newest first. */
    public List<Refused> refused(ProjectId project, int days) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return database.with("count what was refused", handle -> handle.createQuery("""
                        select day, rule, reason, events from capture_refusal
                        where project_id = :project and day > :after order by day desc, events desc, rule
                        """)
                .bind("project", project.value())
                .bind("after", today.minusDays(days))
                .map((row, context) -> new Refused(
                        row.getObject("day", LocalDate.class),
                        row.getString("rule"),
                        row.getString("reason"),
                        row.getLong("events")))
                .list());
    }

    /** When something last came from a project's clients. */
    public record Arrivals(Optional<Instant> asked, Optional<Instant> event, Optional<Instant> recording) {}

    /** Each by an index: the newest decision, the newest event by its time, the newest recording's last snapshot. */
    public Arrivals arrivals(ProjectId project) {
        return database.with("look for what arrived", handle -> handle.createQuery("""
                        select (select max(last_at) from capture_decision where project_id = :project) as asked,
                          (select arrived from event where project_id = :project order by at desc limit 1) as event,
                          (select end_at from recording where project_id = :project order by ts desc, key desc limit 1)
                            as recording
                        """)
                .bind("project", project.value())
                .map((row, context) -> new Arrivals(
                        Sql.optionalInstant(row, "asked"),
                        Sql.optionalInstant(row, "event"),
                        Sql.optionalInstant(row, "recording")))
                .one());
    }

    /** Forgets the oldest decisions of a project beyond {@code most}. */
    public void forgetBeyond(ProjectId project, int most) {
        database.with("forget old decisions on capture", handle -> handle.createUpdate(TOO_MANY)
                .bind("project", project.value())
                .bind("most", most)
                .execute());
    }

    /** Forgets what is older than a month, in all projects. */
    public void forgetOld() {
        database.with("forget old decisions on capture", handle -> {
            int decisions = handle.createUpdate("delete from capture_decision where last_at < :before")
                    .bind("before", Sql.at(clock.instant().minus(KEPT)))
                    .execute();
            return decisions
                    + handle.createUpdate("delete from capture_refusal where day < :before")
                            .bind("before", LocalDate.ofInstant(clock.instant().minus(KEPT), ZoneOffset.UTC))
                            .execute();
        });
    }

    private static CaptureNote note(ResultSet row, DistinctId id) throws SQLException {
        return new CaptureNote(
                id,
                row.getString("session_id"),
                row.getBoolean("enforced"),
                row.getBoolean("recorded"),
                row.getString("rule"),
                row.getString("reason"),
                row.getString("page"),
                row.getString("verdicts"),
                Sql.instant(row, "first_at"),
                Sql.instant(row, "last_at"),
                row.getLong("requests"),
                row.getLong("refused"));
    }
}
