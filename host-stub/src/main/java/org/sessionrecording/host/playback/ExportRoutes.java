package org.sessionrecording.host.playback;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.sessionrecording.api.page.StaticFile;
import org.sessionrecording.api.page.StaticFiles;
import org.sessionrecording.api.page.StaticFiles.Origin;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.playback.RecordingRoutes.AuditLog;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/**
 * A recording as one file that plays without any host: the page that a plugin claims under the reserved name {@code
 * export.html}, with the document, as it is stored, in Base64 at its mark. Nothing is held in memory but the page.
 */
public final class ExportRoutes implements RouteGroup {
    private static final String PATH = "/api/projects/{project}/recordings/{distinct_id}/{timestamp}/export";
    private static final String NAME = "export.html";
    private static final String MARK = "/*RECORDING*/";

    private final RecordingDocuments documents;
    private final Extensions extensions;
    private final AuditLog audit;

    public ExportRoutes(RecordingDocuments documents, Extensions extensions, AuditLog audit) {
        this.documents = documents;
        this.extensions = extensions;
        this.audit = audit;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, Access.LOGIN, this::export);
    }

    private void export(Context context) throws IOException {
        ProjectId project = Requests.project(context);
        Recording recording =
                documents.require(project, context.pathParam("distinct_id"), context.pathParam("timestamp"));
        Document document = documents.document(project, recording);
        String page = page();
        int mark = page.indexOf(MARK);
        byte[] before = page.substring(0, mark).getBytes(StandardCharsets.UTF_8);
        byte[] behind = page.substring(mark + MARK.length()).getBytes(StandardCharsets.UTF_8);
        context.contentType("text/html; charset=utf-8");
        context.header("Cache-Control", "no-store");
        // a file on somebody's disk, never a page of this origin
        context.header(
                "Content-Disposition",
                "attachment; filename=\"recording-"
                        + Timestamps.basic(recording.name().timestamp()) + ".html\"");
        context.header("Content-Security-Policy", "sandbox");
        context.disableCompression();
        HttpServletResponse response = context.res();
        response.setContentLengthLong(before.length + (document.length() + 2) / 3 * 4 + behind.length);
        if (context.method().equals(HandlerType.HEAD)) {
            return;
        }
        audit.record(
                project,
                Requests.caller(context).email(),
                "recording_exported",
                recording.name().path());
        OutputStream out = response.getOutputStream();
        out.write(before);
        try (OutputStream base64 = Base64.getEncoder().wrap(new Open(out))) {
            document.write(0, document.length(), base64);
        }
        out.write(behind);
    }

    private String page() throws IOException {
        for (Contribution<StaticFiles> files : extensions.of(StaticFiles.class)) {
            if (files.call("static names", each -> each.reservedNames().contains(NAME))) {
                StaticFile file = files.call("static file", each -> each.find(Origin.HOST, NAME))
                        .orElseThrow(ExportRoutes::none);
                try (InputStream in = file.content().open()) {
                    String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    if (page.contains(MARK)) {
                        return page;
                    }
                }
            }
        }
        throw none();
    }

    private static Rejection none() {
        return new Rejection(
                503, "Cannot export the recording: no plugin that plays recordings is running (enable it)");
    }

    /** Stays open when what writes to it is done. */
    private static final class Open extends FilterOutputStream {
        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
