package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.page.PageContext;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.assets.ReplayAssets;
import org.sessionrecording.host.playback.SharedRecordings;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.share.ShareHeaders;
import org.sessionrecording.host.share.ShareRoutes;
import org.sessionrecording.host.share.Sharing;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.ReplayServer;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;
import org.sessionrecording.host.web.SecurityHeaders;

/**
 * What a share link shows, at the recording's own address and at one that does not name the visitor: the player, and no more
 * of the host than that.
 */
public final class SharedRoutes implements RouteGroup {
    private static final String PAGE = "/shared/recording";
    private static final String UNLOCK = "/shared/unlock";

    private final Templates templates = new Templates();
    private final Sharing sharing;
    private final SharedRecordings recordings;
    private final Slots slots;
    private final Origins origins;

    public SharedRoutes(
            Sharing sharing,
            SharedRecordings recordings,
            Extensions extensions,
            Origins origins,
            Optional<ReplayAssets> assets) {
        this.sharing = sharing;
        this.recordings = recordings;
        this.slots = new Slots(extensions, origins, assets);
        this.origins = origins;
    }

    @Override
    public void register(Routes routes) {
        routes.share("/sessions/{distinct_id}/{timestamp}/recording", this::show)
                .get(PAGE, Access.SHARE, this::show)
                .post(UNLOCK, Access.PUBLIC, this::unlock);
    }

    private void show(Context context) {
        ShareHeaders.set(context);
        Sharing.Opened opened = sharing.open(context);
        if (sharing.isUnlocked(context, opened.share())) {
            play(context, opened);
        } else {
            ask(context, false);
        }
    }

    private void ask(Context context, boolean failed) {
        context.status(HttpStatus.UNAUTHORIZED);
        String token =
                Optional.ofNullable(Requests.query(context, Routes.SHARE)).orElse("");
        context.html(templates.render(
                "unlock", Map.of("action", UNLOCK + "?" + Routes.SHARE + "=" + escaped(token), "failed", failed)));
    }

    private void unlock(Context context) {
        ShareHeaders.set(context);
        Sharing.Opened opened = sharing.open(context);
        String password = Optional.ofNullable(context.formParam("password")).orElse("");
        if (opened.share().passwordHash().isEmpty() || sharing.unlock(context, opened.share(), password)) {
            String token =
                    Optional.ofNullable(Requests.query(context, Routes.SHARE)).orElse("");
            context.redirect(PAGE + "?" + Routes.SHARE + "=" + escaped(token), HttpStatus.SEE_OTHER);
        } else {
            ask(context, true);
        }
    }

    private static String escaped(String token) {
        return URLEncoder.encode(token, StandardCharsets.UTF_8);
    }

    private void play(Context context, Sharing.Opened opened) {
        Recording told = recordings.disguised(opened.project(), opened.recording(), opened.excerpt());
        sharing.pageViewed(opened);
        boolean embedded = !opened.share().embed().isEmpty();
        PageContext.View view = PageContext.View.shared(
                ShareRoutes.SHARED,
                embedded ? "?" + ReplayServer.EMBEDDED + "=" + opened.share().id() : "");
        boolean person = opened.excerpt().person();
        Map<String, Object> model = new HashMap<>();
        model.put("player", slots.shared(context, "recording-player", opened.project(), told, view));
        model.put("person", person ? told.name().distinctId().value() : "");
        model.put("duration", Human.duration(Duration.between(told.start(), told.end())));
        model.put("start", Human.time(told.start(), ZoneOffset.UTC));
        model.put(
                "facts",
                FactTexts.all(told.facts(), Set.of("pages", "start_url")).entrySet());
        model.put("until", Human.time(opened.share().expiresAt(), ZoneOffset.UTC));
        SecurityHeaders.allowFrame(
                context, origins.replay(context), opened.share().embed());
        context.html(templates.render("shared", model));
    }
}
