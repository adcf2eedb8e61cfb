package org.sessionrecording.host.ingest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sessionrecording.host.web.Rejection;

/** Answers as clients expect them: {@code {"status":1}}, or {@code {"status":"Ok"}} on {@code /s/}, and what was refused. */
final class Answers {
    /** More would be of no help to anyone. */
    private static final int EXPLAINED = 100;

    private static final JsonMapper MAPPER = new JsonMapper();

    private Answers() {}

    /** @throws Rejection where nothing was taken */
    static String of(IngestAnswer answer, String path) {
        if (answer.nothingTaken() && !answer.quotaLimited()) {
            throw rejection(answer);
        }
        ObjectNode json = MAPPER.createObjectNode();
        if (path.startsWith("/s")) {
            json.put("status", "Ok");
        } else {
            json.put("status", 1);
        }
        if (answer.quotaLimited()) {
            json.putArray("quota_limited").add("recordings");
        }
        if (answer.erased() > 0) {
            json.put("erased", answer.erased());
        }
        if (!answer.refused().isEmpty()) {
            json.put("accepted", answer.accepted());
            json.put("repeated", answer.repeated());
            json.put("refused", answer.refused().size());
            json.set("events", MAPPER.valueToTree(explained(answer.refused())));
        }
        return json.toString();
    }

    /** The status is that of the cause that all share; of different causes, the plainest. */
    private static Rejection rejection(IngestAnswer answer) {
        Refusal first = answer.refused().get(0);
        boolean oneCause = answer.refused().stream().allMatch(refusal -> refusal.cause() == first.cause());
        int status = (oneCause ? first.cause() : Refusal.Cause.UNDECODABLE).status();
        return new Rejection(
                status,
                "Cannot take any of the request's events: " + first.reason(),
                Map.of("events", explained(answer.refused())),
                Map.of());
    }

    private static List<Map<String, Object>> explained(List<Refusal> refused) {
        return refused.stream().limit(EXPLAINED).map(Answers::explained).toList();
    }

    private static Map<String, Object> explained(Refusal refusal) {
        Map<String, Object> explained = new LinkedHashMap<>();
        explained.put("index", refusal.index());
        explained.put("cause", refusal.cause().name().toLowerCase(Locale.ROOT));
        explained.put("reason", refusal.reason());
        explained.put("path", refusal.path());
        return explained;
    }
}
