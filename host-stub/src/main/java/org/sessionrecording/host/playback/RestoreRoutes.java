package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/**
 * Bringing an archived recording back into the database. The plugin whose source holds the parts does it, by its operation
 * {@code restore}.
 */
public final class RestoreRoutes implements RouteGroup {
    private static final String RESTORE = "/api/projects/{project}/recordings/{distinct_id}/{timestamp}/restore";

    private final RecordingDocuments documents;
    private final Runs runs;
    private final RecordingRoutes.AuditLog audit;

    /** Starts runs of tasks, and gives their id. */
    @FunctionalInterface
    public interface Runs {
        String start(ProjectId project, String task, Map<String, String> parameters, String requestedBy);
    }

    public RestoreRoutes(RecordingDocuments documents, Runs runs, RecordingRoutes.AuditLog audit) {
        this.documents = documents;
        this.runs = runs;
        this.audit = audit;
    }

    @Override
    public void register(Routes routes) {
        routes.post(RESTORE, Access.ADMIN, this::begin).delete(RESTORE, Access.ADMIN, this::end);
    }

    private void begin(Context context) {
        Recording recording = recording(context);
        String days = Requests.query(context, "days");
        Started started = start(
                Requests.project(context),
                recording,
                days == null ? "" : days,
                Requests.caller(context).email());
        context.status(202).json(Map.of("task", started.task(), "run", started.run()));
    }

    /** A run that was started. */
    public record Started(String task, String run) {}

    /**
     * Starts bringing a recording back.
     *
     * @param days how long it stays; empty: as long as recordings are kept
     * @throws ApiException of kind CONFLICT where it is in the database already, or another restore is under way
     */
    public Started start(ProjectId project, Recording recording, String days, String requestedBy) {
        Unplayable.requireThere(recording);
        List<ArchivePart> parts = documents.parts(project, recording);
        if (parts.isEmpty() || recording.removedThrough().compareTo(recording.expiredThrough()) <= 0) {
            throw new ApiException(
                    ApiException.Kind.CONFLICT, "Cannot restore the recording: all of it is in the database already");
        }
        String plugin = Archives.pluginOf(parts.get(0).source());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("path", recording.name().path());
        if (!days.isBlank()) {
            parameters.put("days", days);
        }
        String task = plugin + ".restore";
        String run = run(project, task, plugin, parameters, requestedBy);
        audit.record(
                project, requestedBy, "recording_restored", recording.name().path());
        return new Started(task, run);
    }

    private String run(
            ProjectId project, String task, String plugin, Map<String, String> parameters, String requestedBy) {
        try {
            return runs.start(project, task, parameters, requestedBy);
        } catch (ApiException e) {
            if (e.kind() == ApiException.Kind.MISSING) {
                throw new Rejection(
                        503,
                        "Cannot restore the recording: the plugin that reads the archive is not running (enable "
                                + plugin + ")");
            }
            throw e;
        }
    }

    private void end(Context context) {
        ProjectId project = Requests.project(context);
        Recording recording = recording(context);
        documents.endRestore(project, recording);
        audit.record(
                project,
                Requests.caller(context).email(),
                "restore_ended",
                recording.name().path());
        context.json(documents.json(project, recording(context)));
    }

    private Recording recording(Context context) {
        return documents.require(
                Requests.project(context), context.pathParam("distinct_id"), context.pathParam("timestamp"));
    }
}
