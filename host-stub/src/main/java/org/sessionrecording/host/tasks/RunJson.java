package org.sessionrecording.host.tasks;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.operation.Operation;
import org.sessionrecording.api.recording.Timestamps;

/** Tasks and runs as the API shows them. */
final class RunJson {
    private RunJson() {}

    static Map<String, Object> run(Run run) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", run.id());
        json.put("task", run.task());
        json.put("state", RunRows.name(run.state()));
        json.put("done", run.done());
        json.put("total", run.total());
        json.put("message", run.message());
        json.put("figures", run.figures());
        json.put("dry_run", run.dryRun());
        json.put("confirmed", run.confirmed());
        json.put("requested_by", run.requestedBy());
        json.put("scheduled_at", text(run.scheduledAt()));
        json.put("started_at", Timestamps.rfc3339(run.startedAt()));
        json.put("ended_at", text(run.endedAt()));
        return json;
    }

    static Map<String, Object> task(Task task) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", task.id());
        json.put("title", task.title());
        json.put("description", task.description());
        json.put(
                "parameters", task.parameters().stream().map(RunJson::parameter).toList());
        json.put("dry_run", task.supportsDryRun());
        json.put("cron", task.cron().orElse(null));
        json.put("next", task.next().stream().map(Timestamps::rfc3339).toList());
        json.put("last_run", task.lastRun().map(RunJson::run).orElse(null));
        return json;
    }

    private static Map<String, Object> parameter(Operation.Parameter parameter) {
        return Map.of(
                "name", parameter.name(),
                "title", parameter.title(),
                "help", parameter.help(),
                "mandatory", parameter.mandatory(),
                "secret", parameter.secret());
    }

    private static @Nullable String text(Optional<Instant> instant) {
        return instant.map(Timestamps::rfc3339).orElse(null);
    }
}
