package org.sessionrecording.plugin.capture;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.capture.RuleStanding.Action;
import org.sessionrecording.api.capture.RuleStanding.Effect;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.plugin.settings.CaptureSettings;
import org.sessionrecording.plugin.settings.Masking;

/**
 * Records everybody once recording is switched on, and nobody before; tells clients what they leave out by themselves. The
 * other rules only ever say no. Safe for use from any thread.
 */
public class SwitchRule implements CaptureRule {
    private static final String TITLE = "Recording";

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

    @Override
    public List<RuleStanding> standings(Project project) {
        CaptureSettings known = settings.of(project);
        return known.enabled() ? List.of(on(), start(known), masking(known)) : List.of(off());
    }

    private static RuleStanding off() {
        return new RuleStanding(
                Effect.STOPS,
                TITLE,
                "Nobody is recorded, and clients are told so, until somebody switches it on.",
                Optional.empty(),
                List.of(new Action("on", "Start recording", CaptureSettings.switched(true))));
    }

    private static RuleStanding on() {
        return new RuleStanding(
                Effect.RECORDS,
                TITLE,
                "Visitors are recorded, but for those whom a rule below leaves out.",
                Optional.empty(),
                List.of(new Action("off", "Stop recording", CaptureSettings.switched(false))));
    }

    private static RuleStanding start(CaptureSettings known) {
        List<String> when = new ArrayList<>();
        if (!known.startEvents().isEmpty()) {
            when.add("with the event " + String.join(" or ", known.startEvents()));
        }
        if (!known.startUrls().isEmpty()) {
            when.add("on " + String.join(" or ", known.startUrls().texts()));
        }
        String text = when.isEmpty() ? "At once" : "Not before it begins " + String.join(", or ", when);
        String minimum = known.minimum().isZero()
                ? "."
                : "; visits shorter than " + known.minimum().toSeconds() + " seconds are not sent.";
        return new RuleStanding(
                when.isEmpty() && known.minimum().isZero() ? Effect.OPEN : Effect.NARROWS, "Start", text + minimum);
    }

    private static RuleStanding masking(CaptureSettings known) {
        Masking masking = known.masking();
        List<String> hidden = new ArrayList<>();
        hidden.add(masking.inputs() ? "whatever people type" : "passwords and card numbers");
        if (!masking.textSelector().isEmpty()) {
            hidden.add("text of " + masking.textSelector());
        }
        if (!masking.blockSelector().isEmpty()) {
            hidden.add(masking.blockSelector());
        }
        if (!masking.attributes().isEmpty()) {
            hidden.add("the attributes " + String.join(", ", masking.attributes()));
        }
        if (!masking.urlParameters().isEmpty()) {
            hidden.add("the URL parameters " + String.join(", ", masking.urlParameters()));
        }
        String canvas = known.canvas() ? " Canvases are recorded as images." : "";
        return new RuleStanding(Effect.OPEN, "Left out", "In browsers: " + String.join("; ", hidden) + "." + canvas);
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
        if (!known.startUrls().isEmpty()) {
            ArrayNode triggers = json.createArrayNode();
            triggers.addObject().put("url", known.startUrls().regex()).put("matching", "regex");
            options.put("urlTriggers", triggers.toString());
        }
        if (!known.startEvents().isEmpty() && !known.startUrls().isEmpty()) {
            options.put("triggerMatchType", "\"any\"");
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
