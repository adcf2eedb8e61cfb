package org.sessionrecording.host.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/**
 * Settings by the API: a flat object by key. A secret {@code x} is never answered, only {@code x_set} is; see
 * {@link SettingsService#show} and {@link SettingsService#change}.
 */
public final class SettingsRoutes implements RouteGroup {
    private static final String PATH = "/api/projects/{project}/plugins/{plugin}/settings";
    private static final int MAX_BODY = 1 << 20;

    private final SettingsService settings;
    private final ObjectMapper json = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    public SettingsRoutes(SettingsService settings) {
        this.settings = settings;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, Access.LOGIN, this::show)
                .put(PATH, Access.ADMIN, this::change)
                .post(PATH + "/take-back", Access.ADMIN, this::takeBack);
    }

    private void takeBack(Context context) {
        String plugin = context.pathParam("plugin");
        settings.takeBack(
                Requests.project(context), plugin, Requests.caller(context).email());
        context.json(settings.show(Requests.project(context), plugin));
    }

    private void show(Context context) {
        context.json(settings.show(Requests.project(context), context.pathParam("plugin")));
    }

    private void change(Context context) throws IOException {
        String actor = Requests.caller(context).email();
        try {
            context.json(settings.change(
                    Requests.project(context),
                    context.pathParam("plugin"),
                    body(context),
                    actor,
                    Requests.flag(context, "confirm")));
        } catch (UnconfirmedException e) {
            throw new Rejection(409, String.valueOf(e.getMessage()), new LinkedHashMap<>(e.figures()), Map.of());
        } catch (BadSettingsException e) {
            throw new Rejection(400, String.valueOf(e.getMessage()), Map.of("errors", errors(e)), Map.of());
        }
    }

    private Map<String, @Nullable Object> body(Context context) throws IOException {
        byte[] body = context.bodyInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new Rejection(413, "Cannot change the settings: the body has over " + MAX_BODY + " bytes");
        }
        Map<String, @Nullable Object> changes;
        try {
            changes = json.readValue(body, new TypeReference<LinkedHashMap<String, @Nullable Object>>() {});
        } catch (JsonProcessingException e) {
            throw new Rejection(400, "Cannot change the settings: the body is no JSON object (send {\"key\":value,…})");
        }
        if (changes == null) {
            throw new Rejection(400, "Cannot change the settings: the body is null (send {\"key\":value,…})");
        }
        return changes;
    }

    private static List<Map<String, String>> errors(BadSettingsException e) {
        return e.problems().stream()
                .map(problem -> Map.of("key", problem.key(), "message", problem.message()))
                .toList();
    }
}
