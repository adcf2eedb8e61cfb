package org.sessionrecording.host.fileimport;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.ingest.FileImport;
import org.sessionrecording.host.ingest.FileOutcome;
import org.sessionrecording.host.playback.RecordingRoutes.AuditLog;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;
import org.sessionrecording.host.wire.Fault;
import org.sessionrecording.host.wire.RecordingFile;
import org.sessionrecording.host.wire.RecordingFileDecoder;
import org.sessionrecording.host.wire.WireException;

/** Takes a recording's file as the body of a request. Safe for use from any thread. */
public final class FileImportRoutes implements RouteGroup {
    private static final String PATH = "/api/projects/{project}/recordings/import";
    private static final int AT_ONCE = 2;
    private static final int BUFFER = 64 * 1024;

    private final RecordingFileDecoder decoder;
    private final FileImport files;
    private final Projects projects;
    private final AuditLog audit;
    private final Clock clock;

    /** Each lies in a temporary file, and its chunks in memory. */
    private final Semaphore places = new Semaphore(AT_ONCE);

    public FileImportRoutes(
            RecordingFileDecoder decoder, FileImport files, Projects projects, AuditLog audit, Clock clock) {
        this.decoder = decoder;
        this.files = files;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, Access.LOGIN, this::take);
    }

    private void take(Context context) throws IOException {
        requireBareBody(context);
        ProjectId project = Requests.project(context);
        Optional<Duration> retention = projects.find(project).flatMap(ProjectRow::retention);
        ImportTerms terms = ImportTerms.read(context, retention, clock.instant());
        if (!places.tryAcquire()) {
            throw new Rejection(
                    503,
                    "Cannot import the file now: " + AT_ONCE + " others are being imported (try again in a minute)",
                    Map.of(),
                    Map.of("Retry-After", "30"));
        }
        try {
            take(context, project, terms);
        } finally {
            places.release();
        }
    }

    private void take(Context context, ProjectId project, ImportTerms terms) throws IOException {
        boolean dryRun = Requests.flag(context, "dry_run");
        try (RecordingFile file = read(context.bodyInputStream(), terms.arrived())) {
            String by = Requests.caller(context).email();
            FileOutcome outcome = files.take(project, file, new FileImport.Terms(terms.keep(), by, dryRun));
            Map<String, ?> answer = new ImportAnswer(file, terms).of(outcome);
            if (outcome instanceof FileOutcome.Stored stored) {
                stored.recordings()
                        .forEach(each -> audit.record(
                                project, by, "recording_imported", each.name().path()));
                context.status(HttpStatus.CREATED);
            }
            context.header("Cache-Control", "no-store");
            context.json(answer);
        } catch (ApiException e) {
            if (FileImport.isTooLarge(e)) {
                throw tooLarge(e);
            }
            throw e;
        }
    }

    /** What was refused is read to its end all the same, as far as it may be: who sends it reads the answer then. */
    private RecordingFile read(InputStream body, Instant arrived) throws IOException {
        try {
            return decoder.decode(body, arrived);
        } catch (WireException e) {
            byte[] buffer = new byte[BUFFER];
            long left = decoder.mostBytes();
            for (int read = 0; read >= 0 && left > 0; left -= read) {
                read = body.read(buffer);
            }
            throw new Rejection(e.fault() == Fault.OVER_LIMIT ? 413 : 400, String.valueOf(e.getMessage()));
        }
    }

    private Rejection tooLarge(ApiException e) {
        Rejection rejection = new Rejection(
                413,
                "Cannot import the file: its recording has more than " + files.mostStoredBytes()
                        + " compressed bytes, and all of it is held in memory until it is stored (raise"
                        + " INGEST_MEMORY_BYTES and the host's memory)");
        rejection.addSuppressed(e);
        return rejection;
    }

    private static void requireBareBody(Context context) {
        String type = context.contentType();
        if (type != null && type.startsWith("multipart/")) {
            throw new Rejection(
                    400, "Cannot import the file: it came as a form (send it as the body: curl --data-binary @FILE)");
        }
    }
}
