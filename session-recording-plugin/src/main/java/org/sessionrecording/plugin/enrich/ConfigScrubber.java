package org.sessionrecording.plugin.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.pf4j.Extension;
import org.sessionrecording.api.enrich.ChunkContext;
import org.sessionrecording.api.enrich.Enrichment;
import org.sessionrecording.api.enrich.Snapshot;
import org.sessionrecording.api.enrich.SnapshotEnricher;
import org.sessionrecording.api.enrich.Verdict;
import org.sessionrecording.api.recording.Facts;

/**
 * Takes the client's configuration out of recordings: posthog-js sends all of it in a {@code $posthog_config} event, with
 * tokens, request headers and whatever else the page's developer put there. What is known to be harmless stays, since it
 * explains how a recording came about; all else goes, known or not. Required: without it nothing is stored.
 */
@Extension
public final class ConfigScrubber implements SnapshotEnricher {
    private static final String TAG = "$posthog_config";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?");

    /** Kept where they are true, false or a number. */
    private static final Set<String> SWITCHES = Set.of(
            "autocapture",
            "capture_pageview",
            "capture_pageleave",
            "debug",
            "disable_compression",
            "disable_session_recording",
            "mask_all_element_attributes",
            "mask_all_text",
            "mask_personal_data_properties",
            "opt_out_capturing_by_default",
            "opt_out_useragent_filter",
            "rageclick",
            "request_batching",
            "respect_dnt",
            "session_idle_timeout_seconds");

    private final ObjectMapper json = new ObjectMapper();

    public ConfigScrubber() {}

    @Override
    public String id() {
        return "scrub_config";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public boolean required() {
        return true;
    }

    @Override
    public Enrichment begin(ChunkContext context) {
        return new Scrubbing();
    }

    private final class Scrubbing implements Enrichment {
        @Override
        public Verdict see(Snapshot snapshot) {
            boolean configuration = snapshot.type() == Rrweb.CUSTOM
                    && snapshot.find("data", "tag").filter(TAG::equals).isPresent();
            return configuration ? new Verdict.Replace(scrubbed(snapshot)) : Verdict.KEEP;
        }

        @Override
        public Facts facts() {
            return Facts.none();
        }
    }

    /** Built anew, so that nothing unexpected beside the configuration stays either; the timestamp is the client's text. */
    private byte[] scrubbed(Snapshot snapshot) {
        String config =
                snapshot.find("data", "payload", "config").map(this::harmless).orElse("{}");
        String timestamp = snapshot.find("timestamp")
                .filter(text -> NUMBER.matcher(text).matches())
                .map(text -> ",\"timestamp\":" + text)
                .orElse("");
        String event = "{\"type\":5,\"data\":{\"tag\":\"" + TAG + "\",\"payload\":{\"config\":" + config + "}}"
                + timestamp + "}";
        return event.getBytes(StandardCharsets.UTF_8);
    }

    private String harmless(String config) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        JsonNode all = parsed(config);
        for (String name : SWITCHES.stream().sorted().toList()) {
            JsonNode value = all.path(name);
            if (value.isBoolean() || value.isIntegralNumber()) {
                kept.set(name, value);
            }
        }
        return kept.toString();
    }

    /** A configuration that cannot be read has nothing that is known to be harmless. */
    private JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }
}
