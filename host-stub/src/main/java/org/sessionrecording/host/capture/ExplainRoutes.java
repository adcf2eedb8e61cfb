package org.sessionrecording.host.capture;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest.Phase;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.capture.CaptureRules.Answer;
import org.sessionrecording.host.capture.CaptureRules.Said;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** Why a visitor is recorded, or not: what each rule says of him now. */
public final class ExplainRoutes implements RouteGroup {
    private static final String PATH = "/api/projects/{project}/capture/explain";

    private final CaptureRules rules;

    public ExplainRoutes(CaptureRules rules) {
        this.rules = rules;
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
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("recorded", rules.ask(Phase.CONFIGURATION, visitor) instanceof Answer.Recorded);
        json.put("rules", json(rules.askEach(Phase.CONFIGURATION, visitor)));
        context.json(json);
    }

    private static List<Map<String, Object>> json(List<Said> all) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Said said : all) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("plugin", said.pluginId());
            json.put("rule", said.rule());
            if (said.decision() instanceof CaptureDecision.Refuse refusal) {
                json.put("says", "no");
                json.put("reason", refusal.reason());
            } else {
                json.put("says", said.decision() instanceof CaptureDecision.Record ? "yes" : "nothing");
            }
            list.add(json);
        }
        return list;
    }

    private static DistinctId distinctId(String text) {
        try {
            return new DistinctId(text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiException.Kind.CALLER, String.valueOf(e.getMessage()), e);
        }
    }
}
