package org.sessionrecording.host.share;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.SharedRecordings;
import org.sessionrecording.host.time.HostClock;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/**
 * The API of share links: make, list and withdraw them; and what they open, under the recording's own paths and under
 * {@code /api/shared}, whose addresses do not name the visitor.
 */
public final class ShareRoutes implements RouteGroup {
    /** Where the API of what is shared is, for links that do not name the visitor. */
    public static final String SHARED = "/api/shared";

    private static final String ONE = "/api/projects/{project}/recordings/{distinct_id}/{timestamp}";
    private static final Pattern CHUNKS = Pattern.compile("([1-9][0-9]{0,17})(?:-([1-9][0-9]{0,17}))?");
    private static final int MAX_BODY = 16 * 1024;

    private final Sharing sharing;
    private final SharedRecordings recordings;
    private final RecordingDocuments documents;
    private final Origins origins;
    private final HostClock clock;
    private final ShareInput input = new ShareInput();

    public ShareRoutes(
            Sharing sharing,
            SharedRecordings recordings,
            RecordingDocuments documents,
            Origins origins,
            HostClock clock) {
        this.sharing = sharing;
        this.recordings = recordings;
        this.documents = documents;
        this.origins = origins;
        this.clock = clock;
    }

    @Override
    public void register(Routes routes) {
        routes.post(ONE + "/share", Access.LOGIN, this::share)
                .get(ONE + "/shares", Access.LOGIN, this::list)
                .delete(ONE + "/shares/{share}", Access.LOGIN, this::revoke);
        routes.get(SHARED, Access.SHARE, this::show)
                .get(SHARED + "/snapshots", Access.SHARE, this::snapshots)
                .get(SHARED + "/chunks", Access.SHARE, this::chunks)
                .get(SHARED + "/chunks/{chunk}", Access.SHARE, this::chunk);
        routes.share(ONE, this::show)
                .share(ONE + "/snapshots", this::snapshots)
                .share(ONE + "/chunks", this::chunks)
                .share(ONE + "/chunks/{chunk}", this::chunk);
    }

    private void share(Context context) throws IOException {
        ProjectId project = Requests.project(context);
        Recording recording = recording(context);
        documents.requireThere(recording);
        byte[] body = context.bodyInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new Rejection(413, "Cannot share the recording: the body has over " + MAX_BODY + " bytes");
        }
        NewShare asked = input.read(body, clock.instant());
        SharedRecordings.Shown shown = recordings
                .shown(project, recording, asked.excerpt())
                .orElseThrow(() -> new Rejection(
                        400,
                        "Cannot share the span: nothing can be shown of it (it holds no full snapshot, and none stands"
                                + " before it)"));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (Requests.flag(context, "dry_run")) {
            json.put("dry_run", true);
        } else {
            Sharing.Made made = sharing.make(
                    project, recording, asked, Requests.caller(context).email());
            json.putAll(ShareJson.of(made.share(), clock.instant()));
            json.put("token", made.token());
            json.put("url", origins.host(context) + link(made, recording));
            context.status(HttpStatus.CREATED);
        }
        json.put("begins_at", Timestamps.rfc3339(shown.start()));
        json.put("ends_at", Timestamps.rfc3339(shown.end()));
        json.put("snapshot_count", shown.snapshots());
        context.header("Cache-Control", "no-store");
        context.json(json);
    }

    /** The persistent link where the visitor may be named, else one that does not. */
    private static String link(Sharing.Made made, Recording recording) {
        String path = made.share().excerpt().person() ? recording.name().link() : "/shared/recording";
        return path + "?" + Routes.SHARE + "=" + made.token();
    }

    private void list(Context context) {
        context.json(Map.of(
                "results",
                sharing.of(Requests.project(context), recording(context)).stream()
                        .map(each -> ShareJson.of(each, clock.instant()))
                        .toList()));
    }

    private void revoke(Context context) {
        ProjectId project = Requests.project(context);
        sharing.revoke(
                project,
                recording(context),
                context.pathParam("share"),
                Requests.caller(context).email());
        list(context);
    }

    private Recording recording(Context context) {
        return documents.require(
                Requests.project(context), context.pathParam("distinct_id"), context.pathParam("timestamp"));
    }

    private void show(Context context) {
        Sharing.Opened opened = enter(context);
        context.json(recordings.json(opened.project(), opened.recording(), opened.excerpt()));
    }

    private void snapshots(Context context) throws IOException {
        Sharing.Opened opened = enter(context);
        sharing.read(opened);
        recordings.sendDocument(context, opened.project(), opened.recording(), opened.excerpt());
    }

    private void chunks(Context context) throws IOException {
        Sharing.Opened opened = enter(context);
        if (!SharedRecordings.asksForMore(context)) {
            sharing.read(opened);
        }
        recordings.sendChunks(context, opened.project(), opened.recording(), opened.excerpt());
    }

    private void chunk(Context context) {
        Sharing.Opened opened = enter(context);
        sharing.read(opened);
        Matcher asked = CHUNKS.matcher(context.pathParam("chunk"));
        if (!asked.matches()) {
            throw new Rejection(404, "Cannot find the chunk: its id is a number (or two, FIRST-LAST)");
        }
        long first = Long.parseLong(asked.group(1));
        if (asked.group(2) == null) {
            recordings.sendChunk(context, opened.project(), opened.recording(), opened.excerpt(), first);
        } else {
            long last = Long.parseLong(asked.group(2));
            recordings.sendRun(context, opened.project(), opened.recording(), opened.excerpt(), first, last);
        }
    }

    /** What is said here is for nobody's index, and the address for no other site. */
    private Sharing.Opened enter(Context context) {
        ShareHeaders.set(context);
        return sharing.enter(context);
    }
}
