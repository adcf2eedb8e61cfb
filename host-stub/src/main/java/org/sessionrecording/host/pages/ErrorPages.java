package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.host.web.ErrorPage;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.Routes;

/** Errors for people. Why a recording cannot be seen has a page for each reason, which says what can be done, if anything. */
public final class ErrorPages implements ErrorPage {
    private final Templates templates = new Templates();

    @Override
    public String render(Context context, int status, String title, String detail) {
        Map<String, Object> members = ErrorPage.members(context);
        boolean shared = Requests.query(context, Routes.SHARE) != null;
        Map<String, Object> model = new HashMap<>();
        model.put("title", title);
        model.put("status", status);
        model.put("detail", detail);
        model.put("request", Requests.id(context));
        model.put("home", !shared);
        Optional<StatePage> page = StatePage.of(status, members, shared);
        page.ifPresent(found -> {
            model.put("title", found.title());
            model.put("page", found);
            model.put("dates", dates(members));
        });
        return templates.render(page.isPresent() ? "state" : "error", model);
    }

    private static Map<String, String> dates(Map<String, Object> members) {
        Map<String, String> dates = new LinkedHashMap<>();
        for (String name : new String[] {"expired_at", "erased_at", "archived_at", "quarantined_at"}) {
            if (members.get(name) instanceof String at && at.length() >= 16) {
                dates.put(
                        Human.words(name.replace("quarantined", "set_aside").replace("_at", "")),
                        at.substring(0, 16).replace('T', ' ') + " UTC");
            }
        }
        return dates;
    }
}
