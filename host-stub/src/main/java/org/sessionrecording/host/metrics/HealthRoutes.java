package org.sessionrecording.host.metrics;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes and meters. <em>Live</em>: the process answers. <em>Ready</em>: so does its database, and what the composition root
 * named besides. Meters tell how busy an installation is, so a personal API key is asked for.
 */
public final class HealthRoutes implements RouteGroup {
    private static final Logger log = LoggerFactory.getLogger(HealthRoutes.class);

    private final HostMetrics metrics;
    private final Map<String, Check> checks = new LinkedHashMap<>();
    private final Supplier<Map<String, String>> notes;

    /** Whether something the host needs is there; throwing is a no. */
    @FunctionalInterface
    public interface Check {
        boolean isReady();
    }

    /**
     * @param more further checks by name; an archive is none: without it the host still records and plays
     * @param notes what does not work and does not matter for being ready, by name; only the names are told
     */
    public HealthRoutes(
            HostMetrics metrics, Database database, Map<String, Check> more, Supplier<Map<String, String>> notes) {
        this.metrics = metrics;
        this.notes = notes;
        this.checks.put(
                "database",
                () -> database.with("reach the database", handle -> handle.createQuery("select true")
                        .mapTo(boolean.class)
                        .one()));
        this.checks.putAll(more);
    }

    @Override
    public void register(Routes routes) {
        routes.get("/health/live", Access.PUBLIC, context -> context.json(Map.of("status", "ok")))
                .get("/health/ready", Access.PUBLIC, this::ready)
                .get("/metrics", Access.LOGIN, this::scrape);
    }

    private void ready(Context context) {
        Map<String, String> answers = new LinkedHashMap<>();
        checks.forEach((name, check) -> answers.put(name, isReady(name, check) ? "ok" : "failing"));
        boolean ready = !answers.containsValue("failing");
        context.status(ready ? 200 : 503)
                .json(Map.of(
                        "status",
                        ready ? "ok" : "failing",
                        "checks",
                        answers,
                        "notes",
                        notes.get().keySet()));
    }

    private static boolean isReady(String name, Check check) {
        try {
            return check.isReady();
        } catch (RuntimeException e) {
            log.warn("Not ready: {}: {}", name, e.getMessage());
            return false;
        }
    }

    private void scrape(Context context) {
        context.contentType(HostMetrics.CONTENT_TYPE).result(metrics.scrape());
    }
}
