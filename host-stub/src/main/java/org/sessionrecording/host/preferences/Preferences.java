package org.sessionrecording.host.preferences;

import java.util.Optional;
import java.util.regex.Pattern;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.web.Rejection;

/** Users' preferences, bounded in size and number. Blocks on the database; safe for use from any thread. */
public final class Preferences {
    static final int MOST_BYTES = 8 << 10;
    static final int MOST_NAMES = 50;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

    /** One statement, so that two at once store no name too many but one each. */
    private static final String PUT = """
            insert into user_preference (user_id, name, value)
            select :user, :name, cast(:value as json)
            where exists (select from user_preference where user_id = :user and name = :name)
               or (select count(*) from user_preference where user_id = :user) < :most
            on conflict (user_id, name) do update set value = excluded.value, changed_at = now()
            """;

    private final Database database;

    public Preferences(Database database) {
        this.database = database;
    }

    /** A user's preference as JSON text; empty where it was never set. */
    Optional<String> find(long user, String name) {
        return database.with("read a preference", handle -> handle.createQuery(
                        "select value::text from user_preference where user_id = :user and name = :name")
                .bind("user", user)
                .bind("name", required(name))
                .mapTo(String.class)
                .findOne());
    }

    /** Sets a preference. @param json a JSON object's text */
    void put(long user, String name, String json) {
        String known = required(name);
        int stored = database.with("store a preference", handle -> handle.createUpdate(PUT)
                .bind("user", user)
                .bind("name", known)
                .bind("value", json)
                .bind("most", MOST_NAMES)
                .execute());
        if (stored == 0) {
            throw new Rejection(409, "Cannot keep the preference: you have " + MOST_NAMES + " already");
        }
    }

    private static String required(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Rejection(404, "Cannot find the preference: names are like session-recording.player");
        }
        return name;
    }
}
