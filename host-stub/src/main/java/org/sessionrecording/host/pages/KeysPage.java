package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.host.auth.ApiKeys;
import org.sessionrecording.host.auth.User;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;

/** A person's own API keys; a new one is shown once. */
final class KeysPage {
    private final Shell shell;
    private final ApiKeys keys;

    KeysPage(Shell shell, ApiKeys keys) {
        this.shell = shell;
        this.keys = keys;
    }

    void show(Context context) {
        draw(context, "");
    }

    void create(Context context) {
        Caller caller = Requests.caller(context);
        String label = Optional.ofNullable(context.formParam("label")).orElse("");
        draw(context, keys.create(new User(caller.userId(), caller.email(), caller.admin()), label));
    }

    void revoke(Context context) {
        String id = context.pathParam("key");
        if (!id.matches("[1-9][0-9]{0,17}")) {
            throw new Rejection(404, "Cannot revoke the API key: its id is a number");
        }
        keys.revoke(Requests.caller(context).userId(), Long.parseLong(id));
        context.redirect("/keys", HttpStatus.SEE_OTHER);
    }

    private void draw(Context context, String made) {
        List<Map<String, Object>> rows = keys.list(Requests.caller(context).userId()).stream()
                .map(KeysPage::row)
                .toList();
        shell.show(context, "keys", "API keys", "keys", Map.of("keys", rows, "made", made));
    }

    private static Map<String, Object> row(ApiKeys.ApiKey key) {
        return Map.of(
                "id", key.id(),
                "label", key.label(),
                "created", Human.time(key.createdAt(), ZoneOffset.UTC),
                "used",
                        key.lastUsedAt()
                                .map(at -> Human.time(at, ZoneOffset.UTC))
                                .orElse("never"));
    }
}
