package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.auth.FreshLogin;
import org.sessionrecording.host.erasure.ErasureService;
import org.sessionrecording.host.erasure.Receipt;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.playback.RecordingRoutes;
import org.sessionrecording.host.playback.RestoreRoutes;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.store.ErasureItem;
import org.sessionrecording.host.store.ErasureRow;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.Erasures;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** What people do to a recording from its page: keep, bring back, erase; and the receipts of what was erased. */
public final class CareRoutes implements RouteGroup {
    private static final String ONE = "/sessions/{distinct_id}/{timestamp}";
    private static final String TYPED = "erase";
    private static final int LISTED = 100;

    private final Shell shell;
    private final Rooms rooms;

    /** What these pages need. */
    public record Rooms(
            RecordingDocuments documents,
            RestoreRoutes restores,
            ErasureService erasures,
            FreshLogin fresh,
            RecordingRoutes.AuditLog audit) {}

    public CareRoutes(Rooms rooms, Projects projects, PluginService plugins) {
        this.shell = new Shell(new Templates(), projects, plugins);
        this.rooms = rooms;
    }

    @Override
    public void register(Routes routes) {
        routes.post(ONE + "/pin", Access.LOGIN, this::pin)
                .post(ONE + "/unpin", Access.LOGIN, this::unpin)
                .post(ONE + "/restore", Access.ADMIN, this::restore)
                .post(ONE + "/restore/end", Access.ADMIN, this::endRestore)
                .get(ONE + "/erase", Access.ADMIN, this::ask)
                .post(ONE + "/erase", Access.ADMIN, this::erase)
                .get("/erasures", Access.ADMIN, this::list)
                .post("/erasures/{erasure}/retry", Access.ADMIN, this::retry);
    }

    private Recording recording(Context context) {
        return rooms.documents()
                .require(shell.project(context).id(), context.pathParam("distinct_id"), context.pathParam("timestamp"));
    }

    private void pin(Context context) {
        ProjectRow project = shell.project(context);
        Recording recording = recording(context);
        rooms.documents().pin(project.id(), recording, until(context, project));
        audited(context, "recording_pinned", recording);
    }

    /** To the end of a day in the project's zone. */
    private static Optional<Instant> until(Context context, ProjectRow project) {
        String text = Optional.ofNullable(context.formParam("until")).orElse("");
        try {
            return text.isBlank()
                    ? Optional.empty()
                    : Optional.of(LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(project.zone())
                            .toInstant());
        } catch (DateTimeException e) {
            throw new Rejection(400, "Cannot pin the recording: that is no date");
        }
    }

    private void unpin(Context context) {
        Recording recording = recording(context);
        rooms.documents().unpin(shell.project(context).id(), recording);
        audited(context, "recording_unpinned", recording);
    }

    private void endRestore(Context context) {
        Recording recording = recording(context);
        rooms.documents().endRestore(shell.project(context).id(), recording);
        audited(context, "restore_ended", recording);
    }

    private void audited(Context context, String action, Recording recording) {
        ProjectRow project = shell.project(context);
        rooms.audit()
                .record(
                        project.id(),
                        Requests.caller(context).email(),
                        action,
                        recording.name().path());
        context.redirect(recording.name().link() + "?project=" + project.id(), HttpStatus.SEE_OTHER);
    }

    private void restore(Context context) {
        ProjectRow project = shell.project(context);
        String days = Optional.ofNullable(context.formParam("days")).orElse("");
        rooms.restores()
                .start(
                        project.id(),
                        recording(context),
                        days,
                        Requests.caller(context).email());
        context.redirect("/storage?project=" + project.id(), HttpStatus.SEE_OTHER);
    }

    private void ask(Context context) {
        ProjectRow project = shell.project(context);
        Recording recording = recording(context);
        Map<String, Object> model = new HashMap<>();
        model.put("base", "/sessions/" + recording.name().path());
        model.put("person", recording.name().distinctId().value());
        model.put("one", preview(project, one(recording)));
        model.put("all", preview(project, person(recording)));
        model.put("password", rooms.fresh().wantsPassword(context));
        shell.show(context, "erase", "Erase", "recordings", model);
    }

    private static ErasureScope one(Recording recording) {
        return new ErasureScope.One(recording.key(), false);
    }

    private static ErasureScope person(Recording recording) {
        return new ErasureScope.Person(recording.name().distinctId(), true);
    }

    private Map<String, Object> preview(ProjectRow project, ErasureScope scope) {
        Erasures.Preview preview = rooms.erasures().preview(project.id(), scope);
        return Map.of(
                "recordings", preview.recordings(),
                "bytes", Human.bytes(preview.storedBytes()),
                "objects", preview.objects(),
                "pinned", preview.pinned());
    }

    private void erase(Context context) {
        ProjectRow project = shell.project(context);
        Recording recording = recording(context);
        if (!TYPED.equals(
                Optional.ofNullable(context.formParam("typed")).orElse("").strip())) {
            throw new Rejection(400, "Cannot erase the recording: type " + TYPED + " to confirm (go back)");
        }
        rooms.fresh().require(context);
        String what = Optional.ofNullable(context.formParam("what")).orElse("");
        ErasureScope scope =
                switch (what) {
                    case "person" -> person(recording);
                    case "recording" -> one(recording);
                    default -> throw new Rejection(400, "Cannot erase: say what (go back)");
                };
        Receipt receipt = rooms.erasures()
                .erase(project.id(), scope, Requests.caller(context).email());
        list(context, project, receipt.erasure().id());
    }

    private void list(Context context) {
        ProjectRow project = shell.project(context);
        List<Map<String, Object>> rows = rooms.erasures().newest(project.id(), LISTED).stream()
                .map(receipt -> row(receipt, project))
                .toList();
        shell.show(context, "erasures", "Erasures", "storage", Map.of("erasures", rows));
    }

    private static void list(Context context, ProjectRow project, String id) {
        context.redirect("/erasures?project=" + project.id() + "#" + id, HttpStatus.SEE_OTHER);
    }

    private void retry(Context context) {
        ProjectRow project = shell.project(context);
        String id = context.pathParam("erasure");
        rooms.erasures().retry(project.id(), id);
        list(context, project, id);
    }

    private static Map<String, Object> row(Receipt receipt, ProjectRow project) {
        ErasureRow erasure = receipt.erasure();
        Map<String, Object> row = new HashMap<>();
        row.put("id", erasure.id());
        row.put("what", Human.words(erasure.scope()));
        row.put("at", Human.time(erasure.erasedAt(), project.zone()));
        row.put("by", erasure.requestedBy());
        row.put("state", receipt.done() ? "done" : "open");
        row.put("badge", receipt.done() ? "succeeded" : "waiting");
        row.put("recordings", erasure.recordings());
        row.put("bytes", Human.bytes(erasure.storedBytes()));
        row.put("events", erasure.events());
        row.put("shares", erasure.shares());
        row.put("objects", erasure.objects());
        row.put("done", text(erasure.doneAt(), project));
        row.put("open", receipt.open().stream().map(item -> item(item, project)).toList());
        return row;
    }

    private static Map<String, Object> item(ErasureItem item, ProjectRow project) {
        return Map.of(
                "what", item.url().orElse("tombstone in " + item.source()),
                "reason", item.reason(),
                "until", text(item.until(), project),
                "tries", item.tries(),
                "next", Human.time(item.nextTry(), project.zone()));
    }

    private static String text(Optional<Instant> at, ProjectRow project) {
        return at.map(instant -> Human.time(instant, project.zone())).orElse("");
    }
}
