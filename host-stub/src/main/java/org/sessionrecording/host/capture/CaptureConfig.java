package org.sessionrecording.host.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.capture.CaptureRequest.Phase;
import org.sessionrecording.host.capture.CaptureRules.Answer;
import org.sessionrecording.host.capture.CaptureRules.Decision;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration that clients ask for: one object that clients of every era understand, whatever path they ask on.
 * Stateless; safe for use from any thread.
 */
public final class CaptureConfig {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureConfig.class);

    private static final String LINKED_FLAG = "linkedFlag";
    /** For whoever looks into the answer; clients do not know it. */
    private static final String REASON = "sessionRecordingReason";

    private final CaptureRules rules;
    private final JsonMapper mapper = new JsonMapper();

    public CaptureConfig(CaptureRules rules) {
        this.rules = rules;
    }

    /** The configuration for a visitor. Where a rule fails, recording is off rather than the answer missing. */
    public ObjectNode of(Visitor visitor, String token) {
        ObjectNode config = mapper.createObjectNode();
        config.put("token", token);
        config.putArray("supportedCompression").add("gzip").add("gzip-js");
        config.put("hasFeatureFlags", false);
        config.putObject("featureFlags");
        config.putObject("featureFlagPayloads");
        config.putObject("flags");
        config.put("errorsWhileComputingFlags", false);
        config.putObject("editorParams");
        config.putObject("toolbarParams");
        config.put("isAuthenticated", false);
        config.putObject("config");
        config.putArray("siteApps");
        config.put("capturePerformance", false);
        config.put("autocapture_opt_out", false);
        config.put("autocaptureExceptions", false);
        config.put("surveys", false);
        config.put("heatmaps", false);
        config.put("captureDeadClicks", false);
        config.put("defaultIdentifiedOnly", true);
        decide(visitor, config);
        return config;
    }

    private void decide(Visitor visitor, ObjectNode config) {
        config.put("sessionRecording", false);
        try {
            Decision decision = rules.decide(Phase.CONFIGURATION, visitor);
            rules.witness().told(visitor, decision);
            boolean named = visitor.distinctId().isPresent();
            if (named) {
                answerFlag(visitor, decision.answer() instanceof Answer.Recorded, config);
            }
            if (decision.answer() instanceof Answer.Recorded recorded) {
                config.set("sessionRecording", enabled(recorded.options()));
                config.put("hasFeatureFlags", recorded.options().containsKey(LINKED_FLAG));
            } else if (decision.answer() instanceof Answer.Refused refused) {
                config.put(REASON, refused.reason());
            }
        } catch (ApiException e) {
            LOG.warn("Cannot decide whether project {} is recorded; it is told not to", visitor.project(), e);
        }
    }

    /** Who asked for the configuration without a name may wait for a flag. */
    private void answerFlag(Visitor visitor, boolean recorded, ObjectNode config) {
        Visitor nameless = new Visitor(visitor.project(), Optional.empty(), Optional.empty(), visitor.url());
        if (rules.ask(Phase.CONFIGURATION, nameless) instanceof Answer.Recorded waiting
                && waiting.options().containsKey(LINKED_FLAG)) {
            String flag = json(LINKED_FLAG, waiting.options().get(LINKED_FLAG)).asText();
            config.withObject("/featureFlags").put(flag, recorded);
            config.withObject("/flags").putObject(flag).put("key", flag).put("enabled", recorded);
        }
    }

    private ObjectNode enabled(Map<String, String> options) {
        ObjectNode recording = mapper.createObjectNode();
        recording.put("endpoint", "/s/");
        recording.put("recorderVersion", "v2");
        recording.put("consoleLogRecordingEnabled", false);
        options.forEach((name, text) -> recording.set(name, json(name, text)));
        return recording;
    }

    private JsonNode json(String name, String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ApiException(
                    ApiException.Kind.PLUGIN,
                    "Cannot tell clients the option '" + name + "': its value is no JSON (correct the capture rule)",
                    e);
        }
    }
}
