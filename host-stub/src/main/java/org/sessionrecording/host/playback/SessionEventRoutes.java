package org.sessionrecording.host.playback;

import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.StoredEvent;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** The events of a recording's session, newest first, by page; {@code $snapshot} is none of them. */
public final class SessionEventRoutes implements RouteGroup {
    private static final String PATH = "/api/projects/{project}/recordings/{distinct_id}/{timestamp}/events";
    private static final int PAGE = 200;
    /** What happened just before the first snapshot and just after the last belongs to the visit too. */
    private static final Duration AROUND = Duration.ofMinutes(1);

    private static final Pattern CURSOR = Pattern.compile("([0-9]{1,15})\\.([0-9a-f]{32})");

    private final RecordingDocuments documents;
    private final EventStore events;

    public SessionEventRoutes(RecordingDocuments documents, EventStore events) {
        this.documents = documents;
        this.events = events;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, Access.LOGIN, this::list);
    }

    private void list(Context context) {
        ProjectId project = Requests.project(context);
        Recording recording =
                documents.require(project, context.pathParam("distinct_id"), context.pathParam("timestamp"));
        Instant from = recording.start().minus(AROUND);
        List<StoredEvent> page =
                events.ofSession(project, recording.sessionId(), before(context, recording.end()), PAGE).stream()
                        .filter(event -> !event.at().isBefore(from))
                        .toList();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("results", page.stream().map(SessionEventRoutes::json).toList());
        json.put("next", page.size() < PAGE ? null : cursor(page.get(page.size() - 1)));
        context.json(json);
    }

    private static Map<String, Object> json(StoredEvent event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("event", event.event());
        json.put("timestamp", Timestamps.rfc3339(event.at()));
        json.put("distinct_id", event.distinctId().value());
        json.put("properties", new RawValue(event.properties()));
        return json;
    }

    private static String cursor(StoredEvent last) {
        return last.at().toEpochMilli() + "." + HexFormat.of().formatHex(last.key());
    }

    private static EventStore.Position before(Context context, Instant end) {
        String text = Requests.query(context, "cursor");
        if (text == null) {
            return new EventStore.Position(end.plus(AROUND), new byte[16]);
        }
        Matcher cursor = CURSOR.matcher(text);
        if (!cursor.matches()) {
            throw new Rejection(400, "Cannot list events: the cursor is none of ours (leave it out to begin anew)");
        }
        return new EventStore.Position(
                Instant.ofEpochMilli(Long.parseLong(cursor.group(1))),
                HexFormat.of().parseHex(cursor.group(2)));
    }
}
