package org.sessionrecording.host.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sessionrecording.api.ApiException;

/** The configuration as a script. Whatever a token or an option holds stays data: all is JSON in ASCII without {@code <}. */
final class ConfigScript {
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ConfigScript() {}

    static String of(String token, ObjectNode config) {
        ObjectNode known = ASCII.createObjectNode();
        known.set("config", config);
        known.putArray("siteApps");
        return "(function(){window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};window._POSTHOG_REMOTE_CONFIG["
                + text(ASCII.getNodeFactory().textNode(token)) + "]=" + text(known) + "})();\n";
    }

    private static String text(JsonNode node) {
        try {
            return ASCII.writeValueAsString(node).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new ApiException(ApiException.Kind.INTERNAL, "Cannot write the configuration script", e);
        }
    }
}
