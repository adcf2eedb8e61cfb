package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ProjectRow;

/** A way to play, wherever a page names a visitor or a session; and where recording is off, what plugins say of that. */
final class RecordingsOfVisitor {
    private static final int MOST = 50;
    private static final int SHOWN = 5;

    private final RecordingDocuments documents;
    private final Slots slots;

    RecordingsOfVisitor(RecordingDocuments documents, Slots slots) {
        this.documents = documents;
        this.slots = slots;
    }

    /**
     * Puts {@code playable} and {@code play_toggle} into a model.
     *
     * @return the link of the newest recording of each session that can be played
     */
    Map<String, String> fill(
            Context context,
            Map<String, Object> model,
            ProjectRow project,
            Optional<DistinctId> visitor,
            Optional<String> session) {
        model.put("play_toggle", slots.html(context, "play-toggle", project.id(), Optional.empty()));
        List<Recording> found = visitor.isEmpty() && session.isEmpty() ? List.of() : find(project, visitor, session);
        model.put(
                "playable",
                found.stream().limit(SHOWN).map(each -> row(each, project)).toList());
        Map<String, String> bySession = new HashMap<>();
        found.forEach(each -> bySession.putIfAbsent(each.sessionId(), link(each, project)));
        return bySession;
    }

    private List<Recording> find(ProjectRow project, Optional<DistinctId> visitor, Optional<String> session) {
        RecordingQuery query = new RecordingQuery(
                visitor, session, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), MOST);
        return documents.list(project.id(), query).stream()
                .filter(each -> each.state() != Recording.State.EXPIRED)
                .toList();
    }

    private static String link(Recording recording, ProjectRow project) {
        return recording.name().link() + "?project=" + project.id();
    }

    private static Map<String, Object> row(Recording recording, ProjectRow project) {
        return Map.of(
                "link", link(recording, project),
                "start", Human.time(recording.start(), project.zone()),
                "duration", Human.duration(Duration.between(recording.start(), recording.end())),
                "page", FactTexts.text(recording.facts(), "start_url"));
    }
}
