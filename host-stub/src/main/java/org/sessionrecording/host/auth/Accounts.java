package org.sessionrecording.host.auth;

import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sessionrecording.host.store.Database;

/** Users and their passwords. Blocks on the database; a password's check takes some tens of milliseconds by design. */
public final class Accounts {
    private final Database database;
    private final Secrets secrets = new Secrets();
    // checked where no such user exists, so that the time taken does not tell
    private final String nobody = Secrets.hashPassword(secrets.newToken());

    private record Stored(User user, String passwordHash) {}

    public Accounts(Database database) {
        this.database = database;
    }

    /**
     * Makes sure that an administrator of this e-mail exists. A password or API key given replaces what was there, so that
     * the operator's environment always holds.
     *
     * @return the one-time password made for a new administrator for whom none was given; to be printed once, kept nowhere
     */
    public Optional<String> ensureAdmin(String email, Optional<String> password, Optional<String> apiKey) {
        Optional<String> made = Optional.empty();
        Optional<Stored> known = find(email);
        if (known.isEmpty()) {
            String first = password.orElseGet(secrets::newToken);
            insert(email, first);
            made = password.isPresent() ? Optional.empty() : Optional.of(first);
        } else if (password.isPresent()
                && !Secrets.isPassword(password.get(), known.get().passwordHash())) {
            setPassword(known.get().user(), password.get());
        }
        User admin = find(email).orElseThrow().user();
        apiKey.ifPresent(key -> new ApiKeys(database).accept(admin, key, "ADMIN_API_KEY"));
        return made;
    }

    private void insert(String email, String password) {
        String hash = Secrets.hashPassword(password);
        database.with("add the administrator", handle -> handle.createUpdate("""
                        insert into app_user (email, password_hash, admin) values (:email, :hash, true)
                        on conflict (email) do nothing
                        """)
                .bind("email", normal(email))
                .bind("hash", hash)
                .execute());
    }

    /** Sets a new password and ends all of the user's logins. */
    public void setPassword(User user, String password) {
        String hash = Secrets.hashPassword(password);
        database.inTransaction("change a password", handle -> {
            handle.createUpdate("update app_user set password_hash = :hash where id = :id")
                    .bind("hash", hash)
                    .bind("id", user.id())
                    .execute();
            return handle.execute("delete from login_session where user_id = ?", user.id());
        });
    }

    /** The user, where e-mail and password belong together. */
    public Optional<User> check(String email, String password) {
        Optional<Stored> known = find(email);
        boolean right =
                Secrets.isPassword(password, known.map(Stored::passwordHash).orElse(nobody));
        return right ? known.map(Stored::user) : Optional.empty();
    }

    private Optional<Stored> find(String email) {
        return database.with("find a user", handle -> find(handle, email));
    }

    private static Optional<Stored> find(Handle handle, String email) {
        return handle.createQuery("select id, email, admin, password_hash from app_user where email = :email")
                .bind("email", normal(email))
                .map((row, context) -> new Stored(
                        new User(row.getLong("id"), row.getString("email"), row.getBoolean("admin")),
                        row.getString("password_hash")))
                .findOne();
    }

    /** E-mails are compared without case; what PostgreSQL's text refuses finds nobody. */
    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT).replace("\0", "");
    }
}
