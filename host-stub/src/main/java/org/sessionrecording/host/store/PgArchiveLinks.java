package org.sessionrecording.host.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.Update;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Adoption;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ArchivedRecording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.Recordings.Totals;
import org.sessionrecording.host.time.HostClock;

/** Intents and links of one project in PostgreSQL; every statement names the project. Safe for use from any thread. */
public final class PgArchiveLinks implements ArchiveLinks {
    /** Whole recordings to a page, so that none of their parts falls between two pages. */
    private static final String SCAN = """
            select * from (
              select * from archive_part where project_id = :project and recording > :after
              order by recording fetch first :limit rows with ties) p
            order by recording, part
            """;

    private static final String ONE_INTENT = "recording = :recording and part = :part and project_id = :project";

    private final Database database;
    private final ProjectId project;
    private final Linking linking;
    private final Relinking relinking;
    private final Adoptions adoptions;
    private final ArchiveExpiry expiry;
    private final LeaseGuard guard;

    public PgArchiveLinks(Database database, HostClock clock, ProjectId project) {
        this.database = database;
        this.project = project;
        this.linking = new Linking(database, clock, project);
        this.relinking = new Relinking(database, clock, project);
        this.adoptions = new Adoptions(database, clock, project);
        this.expiry = new ArchiveExpiry(database, clock, project);
        this.guard = new LeaseGuard(clock, project);
    }

    @Override
    public List<RecordingKey> intend(List<ArchiveIntent> intents, Lease lease) {
        return linking.intend(intents, lease);
    }

    @Override
    public List<ArchiveIntent> openIntents(RecordingKey after, int limit) {
        return database.with("list open intents", handle -> handle.createQuery("""
                        select * from archive_intent where project_id = :project and recording > :after
                        order by recording, part limit :limit
                        """)
                .bind("project", project.value())
                .bind("after", after.value())
                .bind("limit", limit)
                .map((row, context) -> ArchiveRows.intent(row))
                .list());
    }

    @Override
    public void noteUpload(RecordingKey recording, int part, String uploadId, Lease lease) {
        database.inTransaction("note an upload", handle -> {
            guard.requireHeld(handle, lease);
            Update update = handle.createUpdate("update archive_intent set upload_id = :upload where " + ONE_INTENT)
                    .bind("upload", uploadId);
            return bind(update, recording, part).execute();
        });
    }

    @Override
    public List<RecordingKey> link(List<ArchivePart> parts, Lease lease) {
        return linking.link(parts, lease);
    }

    @Override
    public void withdraw(RecordingKey recording, int part, Lease lease) {
        database.inTransaction("withdraw an intent", handle -> {
            guard.requireHeld(handle, lease);
            return bind(handle.createUpdate("delete from archive_intent where " + ONE_INTENT), recording, part)
                    .execute();
        });
    }

    private Update bind(Update update, RecordingKey recording, int part) {
        return update.bind("recording", recording.value()).bind("part", part).bind("project", project.value());
    }

    @Override
    public boolean unlink(ArchivePart part, Lease lease) {
        return relinking.unlink(part, lease);
    }

    @Override
    public boolean move(ArchivePart part, String url, Lease lease) {
        return relinking.move(part, url, lease);
    }

    @Override
    public List<RecordingKey> expirable(Instant cutoff, String source, RecordingKey after, int limit) {
        return expiry.expirable(cutoff, source, after, limit);
    }

    @Override
    public Totals expirableTotals(Instant cutoff, String source) {
        return expiry.totals(cutoff, source);
    }

    @Override
    public boolean expire(RecordingKey recording, Collection<String> urls, Instant cutoff, String source, Lease lease) {
        return expiry.expire(recording, urls, cutoff, source, lease);
    }

    @Override
    public Set<String> taken(Collection<String> urls) {
        return relinking.taken(urls);
    }

    @Override
    public LinkedTotals linkedTotals() {
        return database.with("count parts", handle -> handle.createQuery("""
                        select count(*) as parts, coalesce(sum(bytes), 0) as bytes from archive_part
                        where project_id = :project
                        """)
                .bind("project", project.value())
                .map((row, context) -> new LinkedTotals(row.getLong("parts"), row.getLong("bytes")))
                .one());
    }

    @Override
    public Adoption adopt(ArchivedRecording archived, Lease lease) {
        return adoptions.adopt(archived, lease);
    }

    @Override
    public Adoption planAdoption(ArchivedRecording archived) {
        return adoptions.plan(archived);
    }

    @Override
    public List<ArchivePart> parts(RecordingKey recording) {
        return database.with("list a recording's parts", handle -> handle.createQuery(
                        "select * from archive_part where recording = :recording and project_id = :project order by part")
                .bind("recording", recording.value())
                .bind("project", project.value())
                .map((row, context) -> ArchiveRows.part(row))
                .list());
    }

    /** The parts of several recordings at once, each recording's in order. */
    public List<ArchivePart> parts(Collection<RecordingKey> recordings) {
        Long[] keys = recordings.stream().map(RecordingKey::value).toArray(Long[]::new);
        return keys.length == 0
                ? List.of()
                : database.with("list recordings' parts", handle -> handle.createQuery("""
                                select * from archive_part where recording = any(:recordings) and project_id = :project
                                order by recording, part
                                """)
                        .bind("recordings", keys)
                        .bind("project", project.value())
                        .map((row, context) -> ArchiveRows.part(row))
                        .list());
    }

    @Override
    public Optional<ArchivePart> findByUrl(String url) {
        return database.with("find a part", handle -> handle.createQuery(
                        "select * from archive_part where md5(url)::uuid = md5(:url)::uuid and url = :url and project_id = :project")
                .bind("url", url)
                .bind("project", project.value())
                .map((row, context) -> ArchiveRows.part(row))
                .findOne());
    }

    @Override
    public List<ArchivePart> scan(RecordingKey after, int limit) {
        return database.with("list parts", handle -> handle.createQuery(SCAN)
                .bind("project", project.value())
                .bind("after", after.value())
                .bind("limit", limit)
                .map((row, context) -> ArchiveRows.part(row))
                .list());
    }
}
