package org.sessionrecording.host.ingest;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.capture.CaptureConfig;
import org.sessionrecording.host.capture.CaptureRoutes;
import org.sessionrecording.host.capture.CaptureRules;
import org.sessionrecording.host.location.Locations;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Authenticator;
import org.sessionrecording.host.web.Caller;
import org.sessionrecording.host.web.WebServer;

/** What clients talk to, over HTTP, on a free port. */
final class CaptureServer {
    private CaptureServer() {}

    /** The caller closes it. */
    static WebServer start(IngestHarness harness, ExtensionPoint rule) {
        return start(harness, Locations.none(), rule);
    }

    /** As {@link #start(IngestHarness, ExtensionPoint)}, telling where visitors are. */
    static WebServer start(IngestHarness harness, Locations locations, ExtensionPoint... rule) {
        Projects projects = new Projects(harness.database);
        CaptureRules rules = new CaptureRules(new TestExtensions(rule), harness.postgres.clock());
        WebServer server = new WebServer(
                0,
                new Nobody(),
                (context, status, title, detail) -> title,
                List.of(
                        new IngestRoutes(
                                harness.decoder, projects, harness.service, harness.postgres.clock(), locations),
                        new CaptureRoutes(harness.decoder, projects, new CaptureConfig(rules))));
        server.start();
        return server;
    }

    private static final class Nobody implements Authenticator {
        @Override
        public Optional<Caller> authenticate(Context context) {
            return Optional.empty();
        }

        @Override
        public boolean maySee(Caller caller, ProjectId project) {
            return false;
        }
    }
}
