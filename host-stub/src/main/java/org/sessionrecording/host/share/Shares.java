package org.sessionrecording.host.share;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.host.auth.Secrets;
import org.sessionrecording.host.playback.Excerpt;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.time.HostClock;

/** The rows of share links. Safe for use from any thread. */
final class Shares {
    private final Database database;
    private final HostClock clock;

    Shares(Database database, HostClock clock) {
        this.database = database;
        this.clock = clock;
    }

    Share create(ProjectId project, RecordingKey recording, NewShare asked, String token, String createdBy) {
        return database.with("share a recording", handle -> handle.createQuery("""
                        insert into share (public_id, project_id, recording, token_hash, password_hash, from_at, to_at,
                          person, embed, created_by, created_at, expires_at)
                        values (:id, :project, :recording, :token, :password, :from, :to, :person, :embed, :by, :at, :expires)
                        returning *
                        """)
                .bind("id", UUID.randomUUID().toString())
                .bind("project", project.value())
                .bind("recording", recording.value())
                .bind("token", Secrets.hashToken(token))
                .bind("password", asked.password().map(Secrets::hashPassword).orElse(null))
                .bind("from", utc(asked.excerpt().from()))
                .bind("to", utc(asked.excerpt().to()))
                .bind("person", asked.excerpt().person())
                .bind("embed", asked.embed().toArray(String[]::new))
                .bind("by", createdBy)
                .bind("at", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("expires", asked.expiresAt().atOffset(ZoneOffset.UTC))
                .map((row, context) -> share(row))
                .one());
    }

    Optional<Share> findByToken(String token) {
        return database.with(
                "look for a share", handle -> handle.createQuery("select * from share where token_hash = :token")
                        .bind("token", Secrets.hashToken(token))
                        .map((row, context) -> share(row))
                        .findOne());
    }

    Optional<Share> findById(String id) {
        return database.with(
                "look for a share", handle -> handle.createQuery("select * from share where public_id = :id")
                        .bind("id", id)
                        .map((row, context) -> share(row))
                        .findOne());
    }

    /** Newest first. */
    List<Share> of(ProjectId project, RecordingKey recording) {
        return database.with("list shares", handle -> handle.createQuery(
                        "select * from share where project_id = :project and recording = :recording order by id desc")
                .bind("project", project.value())
                .bind("recording", recording.value())
                .map((row, context) -> share(row))
                .list());
    }

    /** @return whether there was one that held until now */
    boolean revoke(ProjectId project, RecordingKey recording, String id) {
        return database.with("withdraw a share", handle -> handle.createUpdate("""
                        update share set revoked_at = :now
                        where project_id = :project and recording = :recording and public_id = :id and revoked_at is null
                        """)
                        .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .bind("project", project.value())
                        .bind("recording", recording.value())
                        .bind("id", id)
                        .execute())
                > 0;
    }

    /**
     * Counts a view.
     *
     * @param onlyAfter counted only where the last view was before; empty: in any case
     * @return how many there are now; empty where it was not counted
     */
    Optional<Long> view(Share share, Optional<Instant> onlyAfter) {
        return database.with("count a view", handle -> handle.createQuery("""
                        update share set views = views + 1, viewed_at = :now
                        where id = :id and (cast(:after as timestamptz) is null or viewed_at is null or viewed_at < :after)
                        returning views
                        """)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("after", utc(onlyAfter))
                .bind("id", share.number())
                .mapTo(long.class)
                .findOne());
    }

    private static @Nullable OffsetDateTime utc(Optional<Instant> at) {
        return at.map(each -> each.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Share share(ResultSet row) throws SQLException {
        return new Share(
                row.getLong("id"),
                row.getString("public_id"),
                new ProjectId(row.getLong("project_id")),
                new RecordingKey(row.getLong("recording")),
                new Excerpt(instant(row, "from_at"), instant(row, "to_at"), row.getBoolean("person")),
                Optional.ofNullable(row.getString("password_hash")),
                List.of((String[]) row.getArray("embed").getArray()),
                row.getString("created_by"),
                instant(row, "created_at").orElseThrow(),
                instant(row, "expires_at").orElseThrow(),
                instant(row, "revoked_at"),
                row.getLong("views"),
                instant(row, "viewed_at"));
    }
}
