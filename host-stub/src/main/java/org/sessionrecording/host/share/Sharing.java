package org.sessionrecording.host.share;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.auth.LoginLimiter;
import org.sessionrecording.host.auth.Secrets;
import org.sessionrecording.host.playback.Excerpt;
import org.sessionrecording.host.playback.SharedRecordings;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.Routes;

/** Makes and withdraws share links, and decides whom one lets in. Safe for use from any thread. */
public final class Sharing {
    private static final int LONGEST_TOKEN = 100;
    private static final Duration SAME_VIEW = Duration.ofMinutes(1);
    /** Views of one link that are each a line of the log; of more only every hundredth. */
    private static final long LOGGED_EACH = 1_000;

    private final Shares shares;
    private final SharedRecordings recordings;
    private final Database database;
    private final HostClock clock;
    private final Passes passes;
    private final LoginLimiter limiter;
    private final Secrets secrets = new Secrets();
    private final boolean secureCookies;

    /** A share that was just made, with its token, which is known to nobody else and never again. */
    public record Made(Share share, String token) {}

    /** What a request with a good token may see. */
    public record Opened(Share share, Recording recording) {
        public ProjectId project() {
            return share.project();
        }

        public Excerpt excerpt() {
            return share.excerpt();
        }
    }

    public Sharing(Database database, HostClock clock, SharedRecordings recordings, boolean secureCookies) {
        this.shares = new Shares(database, clock);
        this.recordings = recordings;
        this.database = database;
        this.clock = clock;
        this.passes = new Passes(clock);
        this.limiter = new LoginLimiter(clock);
        this.secureCookies = secureCookies;
    }

    public Made make(ProjectId project, Recording recording, NewShare asked, String by) {
        String token = secrets.newToken();
        Share share = shares.create(project, recording.key(), asked, token, by);
        audit(
                project,
                by,
                "recording_shared",
                recording,
                "share " + share.id() + " until " + Timestamps.rfc3339(share.expiresAt()));
        return new Made(share, token);
    }

    /** Newest first, also those that hold no more. */
    public List<Share> of(ProjectId project, Recording recording) {
        return shares.of(project, recording.key());
    }

    /** @throws Rejection 404 where the recording has no such share, or it was withdrawn before */
    public void revoke(ProjectId project, Recording recording, String id, String by) {
        if (!shares.revoke(project, recording.key(), id)) {
            throw new Rejection(404, "Cannot withdraw the share: the recording has none of this id that holds");
        }
        audit(project, by, "share_withdrawn", recording, "share " + id);
    }

    /**
     * What the request's token opens. Where its path names a recording, the token has to be of that one.
     *
     * @throws Rejection the same 404 for a token that never was one, expired, was withdrawn or is another recording's; 410
     *     where retention took the recording
     */
    public Opened open(Context context) {
        String token = Requests.query(context, Routes.SHARE);
        Share share = Optional.ofNullable(token)
                .filter(each -> each.length() <= LONGEST_TOKEN)
                .flatMap(shares::findByToken)
                .filter(each -> each.holds(clock.instant()))
                .orElseThrow(Sharing::nothing);
        Recording recording =
                recordings.find(share.project(), share.recording()).orElseThrow(Sharing::nothing);
        requirePath(context, share, recording);
        return new Opened(share, recording);
    }

    /** As {@link #open}, with the password given where one is asked for. @throws Rejection 401 where it was not */
    public Opened enter(Context context) {
        Opened opened = open(context);
        if (!isUnlocked(context, opened.share())) {
            throw new Rejection(
                    401,
                    "Cannot show the recording: it asks for a password (open the link)",
                    Map.of("code", "password_needed"),
                    ShareHeaders.ALL);
        }
        return opened;
    }

    private static Rejection nothing() {
        return new Rejection(
                404,
                "Cannot open the link: it is not a share link, or it is one no more",
                Map.of("code", "no_share"),
                ShareHeaders.ALL);
    }

    private static void requirePath(Context context, Share share, Recording recording) {
        Map<String, String> path = context.pathParamMap();
        String escaped = recording.name().distinctId().escaped();
        boolean ours = escaped.equals(path.getOrDefault("distinct_id", escaped))
                && path.getOrDefault(
                                "timestamp", Timestamps.basic(recording.name().timestamp()))
                        .equals(Timestamps.basic(recording.name().timestamp()))
                && share.project()
                        .toString()
                        .equals(path.getOrDefault("project", share.project().toString()));
        if (!ours) {
            throw nothing();
        }
    }

    /** Whether the link alone is enough, or the password was given in this browser lately. */
    public boolean isUnlocked(Context context, Share share) {
        return share.passwordHash().isEmpty()
                || Optional.ofNullable(context.cookie(cookie(share)))
                        .filter(pass -> passes.isGood(share, pass))
                        .isPresent();
    }

    /** Lets a browser in that gives the password; false where it is wrong. @throws Rejection 429 after many wrong ones */
    public boolean unlock(Context context, Share share, String password) {
        String hash = share.passwordHash().orElseThrow(Sharing::nothing);
        limiter.check(share.id(), context.ip());
        limiter.check(share.id(), share.id());
        if (!Secrets.isPassword(password, hash)) {
            limiter.failed(share.id(), context.ip());
            limiter.failed(share.id(), share.id());
            return false;
        }
        limiter.succeeded(share.id(), context.ip());
        Cookie cookie = new Cookie(cookie(share), passes.issue(share));
        cookie.setMaxAge((int) Passes.LIFETIME.toSeconds());
        cookie.setHttpOnly(true);
        cookie.setSecure(secureCookies);
        cookie.setSameSite(SameSite.LAX);
        context.cookie(cookie);
        return true;
    }

    private static String cookie(Share share) {
        return "share_" + share.id();
    }

    /** Somebody opened the page. */
    public void pageViewed(Opened opened) {
        viewed(opened, Optional.empty());
    }

    /** Somebody reads what is shared: a view of its own where no page was opened lately. */
    public void read(Opened opened) {
        viewed(opened, Optional.of(clock.instant().minus(SAME_VIEW)));
    }

    private void viewed(Opened opened, Optional<Instant> onlyAfter) {
        shares.view(opened.share(), onlyAfter).ifPresent(views -> {
            if (views <= LOGGED_EACH || views % 100 == 0) {
                audit(
                        opened.project(),
                        "share " + opened.share().id(),
                        "shared_recording_viewed",
                        opened.recording(),
                        "view " + views);
            }
            recordings.noteWatched(opened.project(), opened.share().recording());
        });
    }

    /** Origins that may frame the replay page for a share; none where it holds no more. */
    public List<String> embedders(String id) {
        return shares.findById(id)
                .filter(share -> share.holds(clock.instant()))
                .map(Share::embed)
                .orElse(List.of());
    }

    private void audit(ProjectId project, String actor, String action, Recording recording, String detail) {
        new PgAudit(database, clock, project, actor)
                .record(action, recording.name().path(), detail);
    }
}
