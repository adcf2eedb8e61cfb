package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.playback.ListQuery;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.web.Requests;

/** The list of recordings, newest first, by page. */
final class RecordingsPage {
    private final Shell shell;
    private final RecordingDocuments documents;

    RecordingsPage(Shell shell, RecordingDocuments documents) {
        this.shell = shell;
        this.documents = documents;
    }

    void show(Context context) {
        ProjectRow project = shell.project(context);
        var query = ListQuery.read(context);
        List<Recording> page = documents.list(project.id(), query);
        Map<String, Object> model = new HashMap<>();
        model.put("recordings", page.stream().map(each -> row(each, project)).toList());
        model.put("distinct_id", given(context, "distinct_id"));
        model.put("state", given(context, "state"));
        model.put("filtered", query.distinctId().isPresent() || query.state().isPresent());
        model.put("later", query.before().isPresent());
        model.put("next", page.size() < query.limit() ? "" : next(context, page.get(page.size() - 1)));
        shell.show(context, "recordings", "Recordings", "recordings", model);
    }

    private static Map<String, Object> row(Recording recording, ProjectRow project) {
        return Map.of(
                "person", recording.name().distinctId().value(),
                "link", recording.name().link() + "?project=" + project.id(),
                "start", Human.time(recording.start(), project.zone()),
                "duration", Human.duration(Duration.between(recording.start(), recording.end())),
                "snapshots", recording.snapshotCount(),
                "bytes", Human.bytes(recording.storedBytes()),
                "state", recording.state().name().toLowerCase(Locale.ROOT),
                "pinned", recording.pinned(),
                "page", FactTexts.text(recording.facts(), "start_url"));
    }

    private static String given(Context context, String name) {
        return Optional.ofNullable(Requests.query(context, name)).orElse("");
    }

    private static String next(Context context, Recording last) {
        StringBuilder url = new StringBuilder("/recordings?cursor=").append(ListQuery.cursor(last));
        for (String name : List.of("project", "distinct_id", "state", "limit")) {
            String value = Requests.query(context, name);
            if (value != null) {
                url.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        return url.toString();
    }
}
