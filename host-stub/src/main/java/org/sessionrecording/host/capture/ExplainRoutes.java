package org.sessionrecording.host.capture;

import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Timestamps;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.capture.Explanations.Explanation;
import org.sessionrecording.host.store.CaptureNote;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** Why a visitor is recorded, or not, by the API: rule by rule as of now, and what was decided in the last month. */
public final class ExplainRoutes implements RouteGroup {
    private static final String PATH = "/api/projects/{project}/capture/explain";

    private final Explanations explanations;

    public ExplainRoutes(Explanations explanations) {
        this.explanations = explanations;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, Access.LOGIN, this::explain);
    }

    private void explain(Context context) {
        Visitor visitor = new Visitor(
                Requests.project(context),
                Optional.ofNullable(Requests.query(context, "distinct_id")).map(ExplainRoutes::distinctId),
                Optional.ofNullable(Requests.query(context, "session_id")),
                Optional.ofNullable(Requests.query(context, "url")));
        Explanation explanation = explanations.of(visitor);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("recorded", explanation.recorded());
        json.put("reason", explanation.reason());
        json.put("rules", explanation.verdicts().stream().map(Verdict::json).toList());
        json.put("past", explanation.past().stream().map(ExplainRoutes::json).toList());
        context.json(json);
    }

    private static Map<String, Object> json(CaptureNote note) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("session_id", note.sessionId());
        json.put("when", note.enforced() ? "sent" : "asked");
        json.put("recorded", note.recorded());
        json.put("rule", note.rule());
        json.put("reason", note.reason());
        json.put("page", note.page());
        json.put("first_at", Timestamps.rfc3339(note.firstAt()));
        json.put("last_at", Timestamps.rfc3339(note.lastAt()));
        json.put("requests", note.requests());
        json.put("refused", note.refused());
        json.put("rules", new RawValue(note.verdicts()));
        return json;
    }

    private static DistinctId distinctId(String text) {
        try {
            return new DistinctId(text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiException.Kind.CALLER, String.valueOf(e.getMessage()), e);
        }
    }
}
