package org.sessionrecording.plugin.capture;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.plugin.settings.CaptureSettings;
import org.sessionrecording.plugin.settings.Masking;

/**
 * Records everybody once recording is switched on, and nobody before; tells clients what they leave out by themselves. The
 * other rules only ever say no. Safe for use from any thread.
 */
public class SwitchRule implements CaptureRule {
    private final KnownSettings settings;
    private final JsonMapper json = JsonMapper.builder().build();

    public SwitchRule(KnownSettings settings) {
        this.settings = settings;
    }

    @Override
    public String id() {
        return "recording_enabled";
    }

    @Override
    public CaptureDecision decide(CaptureRequest request) {
        CaptureSettings known = settings.of(request.project());
        if (!known.enabled()) {
            return new CaptureDecision.Refuse(
                    "recording is switched off in this project (set recording_enabled in its settings)");
        }
        return new CaptureDecision.Record(
                request.phase() == CaptureRequest.Phase.CONFIGURATION ? options(known) : Map.of());
    }

    /** In posthog-js's terms. */
    private Map<String, String> options(CaptureSettings known) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("masking", masking(known.masking()));
        if (!known.minimum().isZero()) {
            options.put(
                    "minimumDurationMilliseconds", Long.toString(known.minimum().toMillis()));
        }
        if (!known.startEvents().isEmpty()) {
            options.put("eventTriggers", array(known.startEvents()).toString());
        }
        if (known.canvas()) {
            options.put("recordCanvas", "true");
            options.put("canvasFps", "2");
            options.put("canvasQuality", "\"0.4\"");
        }
        return options;
    }

    private String masking(Masking masking) {
        ObjectNode node = json.createObjectNode().put("maskAllInputs", masking.inputs());
        if (!masking.textSelector().isEmpty()) {
            node.put("maskTextSelector", masking.textSelector());
        }
        if (!masking.blockSelector().isEmpty()) {
            node.put("blockSelector", masking.blockSelector());
        }
        node.set("maskAttributes", array(masking.attributes()));
        node.set("maskUrlParameters", array(masking.urlParameters()));
        return node.toString();
    }

    private ArrayNode array(List<String> texts) {
        ArrayNode array = json.createArrayNode();
        texts.forEach(array::add);
        return array;
    }
}
