package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.store.PgAudit;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.RecordingList;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** The API of projects, recordings, their documents and chunks. */
public final class RecordingRoutes implements RouteGroup {
    private static final String ALL = "/api/projects/{project}/recordings";
    private static final String ONE = ALL + "/{distinct_id}/{timestamp}";

    /** One chunk, or a run of them: {@code 12}, {@code 12-57}. */
    private static final Pattern CHUNKS = Pattern.compile("([1-9][0-9]{0,17})(?:-([1-9][0-9]{0,17}))?");

    private final RecordingDocuments documents;
    private final Projects projects;
    private final AuditLog audit;

    /** Who writes down what people did; as {@link PgAudit} does. */
    @FunctionalInterface
    public interface AuditLog {
        void record(ProjectId project, String actor, String action, String subject);
    }

    public RecordingRoutes(RecordingDocuments documents, Projects projects, AuditLog audit) {
        this.documents = documents;
        this.projects = projects;
        this.audit = audit;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/projects", Access.LOGIN, this::listProjects)
                .get(ALL, Access.LOGIN, this::list)
                .get(ONE, Access.LOGIN, this::show)
                .get(ONE + "/snapshots", Access.LOGIN, this::snapshots)
                .get(ONE + "/chunks", Access.LOGIN, this::chunks)
                .get(ONE + "/chunks/{chunk}", Access.LOGIN, this::chunk)
                .post(ONE + "/pin", Access.LOGIN, this::pin)
                .delete(ONE + "/pin", Access.LOGIN, this::unpin);
    }

    private void listProjects(Context context) {
        List<Map<String, Object>> results =
                projects.list().stream().map(RecordingRoutes::project).toList();
        context.json(Map.of("results", results));
    }

    private static Map<String, Object> project(ProjectRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", row.id().value());
        json.put("name", row.name());
        json.put("token", row.token());
        return json;
    }

    private void list(Context context) {
        ProjectId project = Requests.project(context);
        RecordingList.Page page = documents.page(project, ListQuery.read(context, documents.zone(project)));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("results", documents.json(project, page.recordings()));
        json.put("next", page.next().orElse(null));
        if (page.cut()) {
            json.put("within_newest", RecordingList.SCANNED);
        }
        context.json(json);
    }

    private void show(Context context) {
        context.json(documents.json(Requests.project(context), recording(context)));
    }

    private void snapshots(Context context) throws IOException {
        documents.sendDocument(context, Requests.project(context), watched(context));
    }

    private void chunks(Context context) throws IOException {
        documents.sendChunks(context, Requests.project(context), recording(context));
    }

    private void chunk(Context context) {
        Matcher asked = CHUNKS.matcher(context.pathParam("chunk"));
        if (!asked.matches()) {
            throw new ApiException(
                    ApiException.Kind.MISSING, "Cannot find the chunk: its id is a number (or two, FIRST-LAST)");
        }
        long first = Long.parseLong(asked.group(1));
        if (asked.group(2) == null) {
            documents.sendChunk(context, Requests.project(context), watched(context), first);
        } else {
            documents.sendRun(
                    context, Requests.project(context), watched(context), first, Long.parseLong(asked.group(2)));
        }
    }

    private void pin(Context context) {
        ProjectId project = Requests.project(context);
        Recording recording = recording(context);
        documents.pin(project, recording, until(context));
        audited(context, "recording_pinned", recording);
    }

    private void unpin(Context context) {
        Recording recording = recording(context);
        documents.unpin(Requests.project(context), recording);
        audited(context, "recording_unpinned", recording);
    }

    private void audited(Context context, String action, Recording recording) {
        ProjectId project = Requests.project(context);
        audit.record(
                project,
                Requests.caller(context).email(),
                action,
                recording.name().path());
        show(context);
    }

    private static Optional<Instant> until(Context context) {
        String text = Requests.query(context, "until");
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new ApiException(
                    ApiException.Kind.CALLER,
                    "Cannot pin the recording: until is no instant (write 2026-11-23T19:10:00.000Z)",
                    e);
        }
    }

    private Recording watched(Context context) {
        Recording recording = recording(context);
        documents.noteWatched(Requests.caller(context), Requests.project(context), recording);
        return recording;
    }

    private Recording recording(Context context) {
        return documents.require(
                Requests.project(context), context.pathParam("distinct_id"), context.pathParam("timestamp"));
    }
}
