package org.sessionrecording.host.preferences;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** {@code GET} and {@code PUT /api/preferences/{name}}: the caller's own, a JSON object each. */
public final class PreferenceRoutes implements RouteGroup {
    private static final String PATH = "/api/preferences/{name}";

    private final Preferences preferences;
    private final JsonMapper mapper = new JsonMapper();

    public PreferenceRoutes(Preferences preferences) {
        this.preferences = preferences;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, Access.LOGIN, this::show).put(PATH, Access.LOGIN, this::put);
    }

    private void show(Context context) {
        String json = preferences
                .find(Requests.caller(context).userId(), context.pathParam("name"))
                .orElse("{}");
        context.header("Cache-Control", "no-store").contentType("application/json");
        context.result(json);
    }

    private void put(Context context) throws IOException {
        byte[] body = context.bodyInputStream().readNBytes(Preferences.MOST_BYTES + 1);
        if (body.length > Preferences.MOST_BYTES) {
            throw new Rejection(
                    413, "Cannot keep the preference: it has over " + Preferences.MOST_BYTES + " bytes (keep less)");
        }
        preferences.put(Requests.caller(context).userId(), context.pathParam("name"), object(body));
        context.status(204);
    }

    /** ASCII: what a text column refuses stays an escape. */
    private String object(byte[] body) throws IOException {
        try {
            JsonNode json = mapper.readTree(body);
            if (json.isObject()) {
                return mapper.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(json);
            }
        } catch (JsonProcessingException e) {
            throw new Rejection(400, "Cannot keep the preference: its body is no JSON");
        }
        throw new Rejection(400, "Cannot keep the preference: its body is no JSON object");
    }
}
