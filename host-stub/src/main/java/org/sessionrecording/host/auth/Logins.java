package org.sessionrecording.host.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Caller;

/** Login sessions: a random token in a cookie, its hash in the database. Blocks on the database. */
public final class Logins {
    /** How long a login holds. */
    static final Duration LIFETIME = Duration.ofDays(14);

    private final Database database;
    private final HostClock clock;
    private final Secrets secrets = new Secrets();

    public Logins(Database database, HostClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Begins a session and clears away what ended. @return its token, for the cookie alone */
    String begin(User user) {
        String token = secrets.newToken();
        Instant now = clock.instant();
        database.with("begin a login", handle -> {
            handle.createUpdate("delete from login_session where expires_at < :now")
                    .bind("now", now.atOffset(ZoneOffset.UTC))
                    .execute();
            return handle.createUpdate("""
                            insert into login_session (token_hash, user_id, csrf_token, created_at, expires_at)
                            values (:hash, :user, :csrf, :now, :expires)
                            """)
                    .bind("hash", Secrets.hashToken(token))
                    .bind("user", user.id())
                    .bind("csrf", secrets.newToken())
                    .bind("now", now.atOffset(ZoneOffset.UTC))
                    .bind("expires", now.plus(LIFETIME).atOffset(ZoneOffset.UTC))
                    .execute();
        });
        return token;
    }

    Optional<Caller> find(String token) {
        return database.with("check a login", handle -> handle.createQuery("""
                        select u.id, u.email, u.admin, l.csrf_token
                        from login_session l join app_user u on u.id = l.user_id
                        where l.token_hash = :hash and l.expires_at > :now
                        """)
                .bind("hash", Secrets.hashToken(token))
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .map((row, context) -> new Caller(
                        row.getLong("id"),
                        row.getString("email"),
                        row.getBoolean("admin"),
                        Caller.How.SESSION,
                        row.getString("csrf_token")))
                .findOne());
    }

    /** When its password was given last. */
    Optional<Instant> since(String token) {
        return database.with("check a login", handle -> handle.createQuery(
                        "select created_at from login_session where token_hash = :hash")
                .bind("hash", Secrets.hashToken(token))
                .mapTo(Instant.class)
                .findOne());
    }

    /** Its password was given again. How long the login holds stays as it is. */
    void renew(String token) {
        database.with("renew a login", handle -> handle.createUpdate(
                        "update login_session set created_at = :now where token_hash = :hash")
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("hash", Secrets.hashToken(token))
                .execute());
    }

    void end(String token) {
        database.with("end a login", handle -> handle.createUpdate("delete from login_session where token_hash = :hash")
                .bind("hash", Secrets.hashToken(token))
                .execute());
    }
}
