package org.sessionrecording.host.capture;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.host.capture.CaptureRules.Said;

/**
 * What one rule says of a visitor, in the words of the API.
 *
 * @param says {@code yes}, {@code no} or {@link #NOTHING}
 * @param reason of a no; else empty
 */
public record Verdict(String plugin, String rule, String says, String reason) {
    static final String NOTHING = "nothing";

    static Verdict of(Said said) {
        CaptureDecision decision = said.decision();
        if (decision instanceof CaptureDecision.Refuse refusal) {
            return new Verdict(said.pluginId(), said.rule(), "no", refusal.reason());
        }
        String says = decision instanceof CaptureDecision.Record ? "yes" : NOTHING;
        return new Verdict(said.pluginId(), said.rule(), says, "");
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("plugin", plugin);
        json.put("rule", rule);
        json.put("says", says);
        if (!reason.isEmpty()) {
            json.put("reason", reason);
        }
        return json;
    }
}
