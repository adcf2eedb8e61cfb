package org.sessionrecording.host.auth;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.host.store.Database;

/** Personal API keys: shown once, stored hashed, revoked at once. Blocks on the database. */
public final class ApiKeys {
    private static final String PREFIX = "phx_";
    private static final int MAX_LABEL = 100;

    private final Database database;
    private final Secrets secrets = new Secrets();

    /** A key without its secret. */
    public record ApiKey(long id, String label, Instant createdAt, Optional<Instant> lastUsedAt) {}

    public ApiKeys(Database database) {
        this.database = database;
    }

    /** Makes a key; what is returned is shown once and kept nowhere. */
    public String create(User user, String label) {
        String clean = label.strip().replace("\0", "");
        if (clean.isEmpty() || clean.length() > MAX_LABEL) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot make an API key: its label has 1 to " + MAX_LABEL + " characters");
        }
        String key = PREFIX + secrets.newToken();
        accept(user, key, clean);
        return key;
    }

    /** Makes {@code key} one of the user's; repeating changes nothing. */
    void accept(User user, String key, String label) {
        database.with("store an API key", handle -> handle.createUpdate("""
                        insert into api_key (user_id, key_hash, label) values (:user, :hash, :label)
                        on conflict (key_hash) do update set user_id = excluded.user_id
                        """)
                .bind("user", user.id())
                .bind("hash", Secrets.hashToken(key))
                .bind("label", label)
                .execute());
    }

    /** Whose key this is. Its last use is noted to the minute. */
    Optional<User> findUser(String key) {
        return database.with("check an API key", handle -> {
            Optional<User> user = handle.createQuery("""
                            select u.id, u.email, u.admin from api_key k join app_user u on u.id = k.user_id
                            where k.key_hash = :hash
                            """)
                    .bind("hash", Secrets.hashToken(key))
                    .map((row, context) -> new User(row.getLong("id"), row.getString("email"), row.getBoolean("admin")))
                    .findOne();
            if (user.isPresent()) {
                handle.createUpdate("""
                                update api_key set last_used_at = now() where key_hash = :hash
                                  and (last_used_at is null or last_used_at < now() - interval '1 minute')
                                """).bind("hash", Secrets.hashToken(key)).execute();
            }
            return user;
        });
    }

    /** A user's keys, newest first. */
    public List<ApiKey> list(long userId) {
        return database.with("list API keys", handle -> handle.createQuery("""
                        select id, label, created_at, last_used_at from api_key where user_id = :user order by id desc
                        """)
                .bind("user", userId)
                .map((row, context) -> new ApiKey(
                        row.getLong("id"),
                        row.getString("label"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        Optional.ofNullable(row.getObject("last_used_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)))
                .list());
    }

    /** Ends one of the user's keys. */
    public void revoke(long userId, long key) {
        int revoked = database.with(
                "revoke an API key",
                handle -> handle.execute("delete from api_key where id = ? and user_id = ?", key, userId));
        if (revoked == 0) {
            throw new ApiException(ApiException.Kind.MISSING, "Cannot revoke the API key: you have none of this id");
        }
    }
}
