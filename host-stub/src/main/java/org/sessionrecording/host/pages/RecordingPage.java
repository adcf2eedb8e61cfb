package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.SecurityHeaders;
import org.sessionrecording.host.wire.FileFormat;

/** The persistent link: one recording, its player and what is known of it, wherever its bytes are. */
final class RecordingPage {
    /** Facts that have places of their own on the page. */
    private static final Set<String> SHOWN_APART = Set.of(
            "pages",
            "start_url",
            "viewport",
            "browser",
            "browser_version",
            "os",
            "os_version",
            "active_seconds",
            "device",
            "device_type",
            "country",
            "region",
            "city",
            "console_errors",
            "imported",
            "imported_by");

    private final Shell shell;
    private final RecordingDocuments documents;
    private final Projects projects;
    private final Slots slots;
    private final Origins origins;

    private record Found(ProjectRow project, Recording recording) {}

    RecordingPage(Shell shell, RecordingDocuments documents, Projects projects, Slots slots, Origins origins) {
        this.shell = shell;
        this.documents = documents;
        this.projects = projects;
        this.slots = slots;
        this.origins = origins;
    }

    void show(Context context) {
        List<Found> found = find(context);
        if (found.isEmpty()) {
            erasedAt(context).ifPresent(at -> {
                throw RecordingDocuments.erased(at);
            });
            throw new Rejection(
                    404,
                    "Cannot show the recording: no project of yours has one of this name",
                    Map.of("code", "no_recording"),
                    Map.of());
        }
        if (found.size() > 1) {
            choose(context, found);
        } else {
            documents.requireThere(found.get(0).recording());
            play(context, found.get(0));
        }
    }

    private Optional<Instant> erasedAt(Context context) {
        return projects.list().stream()
                .flatMap(
                        project -> documents
                                .erasedAt(
                                        project.id(), context.pathParam("distinct_id"), context.pathParam("timestamp"))
                                .stream())
                .findFirst();
    }

    private List<Found> find(Context context) {
        String asked = Requests.query(context, "project");
        return projects.list().stream()
                .filter(project -> asked == null || project.id().toString().equals(asked))
                .flatMap(project -> documents
                        .find(project.id(), context.pathParam("distinct_id"), context.pathParam("timestamp"))
                        .map(recording -> new Found(project, recording))
                        .stream())
                .toList();
    }

    private void choose(Context context, List<Found> found) {
        context.status(300);
        List<Map<String, Object>> choices = found.stream()
                .map(each -> Map.<String, Object>of(
                        "name",
                        each.project().name(),
                        "link",
                        each.recording().name().link() + "?project="
                                + each.project().id()))
                .toList();
        shell.show(context, "choice", "Which project?", "recordings", Map.of("choices", choices));
    }

    private void play(Context context, Found found) {
        Recording recording = found.recording();
        ProjectRow project = found.project();
        documents.noteWatched(Requests.caller(context), project.id(), recording);
        String player = slots.html(context, "recording-player", project.id(), Optional.of(recording));
        Map<String, Object> model = new HashMap<>();
        model.put("project", project.id().value());
        model.put("player", player);
        model.put("person", recording.name().distinctId().value());
        model.put("session", recording.sessionId());
        model.put("start", Human.time(recording.start(), project.zone()));
        model.put("duration", Human.duration(Duration.between(recording.start(), recording.end())));
        model.put("start_at", Timestamps.rfc3339(recording.start()));
        model.put(
                "seconds", Duration.between(recording.start(), recording.end()).toSeconds());
        model.put("snapshots", recording.snapshotCount());
        model.put("bytes", Human.bytes(recording.storedBytes()));
        model.put("raw", Human.bytes(recording.rawBytes()));
        model.put("state", recording.state().name().toLowerCase(Locale.ROOT));
        model.put("where", Human.where(recording.state()));
        model.put("pinned", recording.pinned());
        model.put(
                "expires",
                documents
                        .expiry(project.id(), recording)
                        .map(at -> Human.time(at, project.zone()))
                        .orElse(""));
        model.put(
                "parts",
                documents.parts(project.id(), recording).stream()
                        .map(part -> Map.of("url", part.url(), "bytes", Human.bytes(part.bytes())))
                        .toList());
        model.put("facts_cut", recording.factsCut());
        describe(model, recording);
        model.put("imported", imported(recording.facts(), project));
        careFor(model, recording, project);
        SecurityHeaders.allowFrame(context, origins.replay(context));
        shell.show(context, "recording", "Recording", "recordings", model);
    }

    /** The visitor and the visit, as far as the facts tell. */
    private static void describe(Map<String, Object> model, Recording recording) {
        Facts facts = recording.facts();
        model.put("pages", FactTexts.timeline(facts, "pages", recording.start()));
        model.put("viewports", FactTexts.timeline(facts, "viewport", recording.start()));
        model.put("browser", named(facts, "browser"));
        model.put("os", named(facts, "os"));
        model.put("device", device(facts));
        model.put("location", FactTexts.location(facts));
        model.put(
                "active_for",
                facts.find("active_seconds")
                        .filter(Fact.Spans.class::isInstance)
                        .map(Fact.Spans.class::cast)
                        .map(spans -> Human.duration(spans.total()))
                        .orElse(""));
        model.put("facts", FactTexts.all(facts, SHOWN_APART).entrySet());
        model.put(
                "api",
                "/api/projects/" + model.get("project") + "/recordings/"
                        + recording.name().path());
    }

    /** When, from what and by whom, the last time; empty where it was recorded here. */
    private static String imported(Facts facts, ProjectRow project) {
        return facts.find("imported")
                .filter(Fact.Timeline.class::isInstance)
                .map(Fact.Timeline.class::cast)
                .flatMap(timeline -> timeline.moments().stream().reduce((earlier, later) -> later))
                .map(moment -> Human.time(moment.at(), project.zone()) + ", "
                        + FileFormat.find(moment.text()).map(FileFormat::title).orElse(moment.text()) + ", by "
                        + FactTexts.text(facts, "imported_by"))
                .orElse("");
    }

    /** {@code Chrome 131}. */
    private static String named(Facts facts, String name) {
        return (FactTexts.text(facts, name) + " " + FactTexts.text(facts, name + "_version")).strip();
    }

    /** {@code iPhone, Mobile}; once where the device is no more than its type. */
    private static String device(Facts facts) {
        return Stream.of("device", "device_type")
                .map(name -> FactTexts.text(facts, name))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** What may be done to it, and what was. */
    private static void careFor(Map<String, Object> model, Recording recording, ProjectRow project) {
        model.put("base", "/sessions/" + recording.name().path());
        model.put("kept", text(recording.keptUntil(), project));
        model.put("restored", text(recording.restoredUntil(), project));
        model.put(
                "restorable",
                recording.parts() > 0 && recording.removedThrough().compareTo(recording.expiredThrough()) > 0);
        model.put(
                "quarantine",
                recording.quarantine().map(Recording.Quarantine::reason).orElse(""));
        model.put("quarantined", text(recording.quarantine().map(Recording.Quarantine::at), project));
    }

    private static String text(Optional<Instant> at, ProjectRow project) {
        return at.map(instant -> Human.time(instant, project.zone())).orElse("");
    }
}
