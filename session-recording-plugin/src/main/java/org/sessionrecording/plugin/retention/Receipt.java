package org.sessionrecording.plugin.retention;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.recording.Due;
import org.sessionrecording.api.recording.Timestamps;

/** What a receipt says of a run. */
record Receipt(String run, Instant started, Due due) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Receipt of(OperationContext context, Instant started, Plan plan) {
        return new Receipt(context.runId(), started, plan.due());
    }

    String json(long number, String state, Optional<Instant> ended, Map<String, Long> figures) {
        ObjectNode json = JSON.createObjectNode()
                .put("version", 1)
                .put("number", number)
                .put("run", run)
                .put("state", state)
                .put("started_at", Timestamps.rfc3339(started))
                .put("ended_at", ended.map(Timestamps::rfc3339).orElse(null))
                .put("cutoff", Timestamps.rfc3339(due.cutoff()))
                .put("unwatched_cutoff", Timestamps.rfc3339(due.unwatchedCutoff()));
        ObjectNode values = json.putObject("figures");
        new TreeMap<>(figures).forEach(values::put);
        return json.toString();
    }
}
