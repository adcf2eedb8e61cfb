package org.sessionrecording.host.erasure;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.auth.FreshLogin;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** The API of erasing. For administrators; a login has to be fresh, an API key is enough as it is. */
public final class ErasureRoutes implements RouteGroup {
    private static final String ERASURES = "/api/projects/{project}/erasures";
    private static final String RECORDING = "/api/projects/{project}/recordings/{distinct_id}/{timestamp}";
    private static final Set<String> MEMBERS = Set.of("distinct_id", "path", "from", "to", "events");
    private static final int LISTED = 200;
    private static final JsonMapper JSON = new JsonMapper();

    private final ErasureService service;
    private final RecordingDocuments documents;
    private final ScopeInput input;
    private final FreshLogin fresh;

    public ErasureRoutes(ErasureService service, RecordingDocuments documents, FreshLogin fresh) {
        this.service = service;
        this.documents = documents;
        this.input = new ScopeInput(documents);
        this.fresh = fresh;
    }

    @Override
    public void register(Routes routes) {
        routes.delete(RECORDING, Access.ADMIN, this::eraseOne)
                .get(ERASURES, Access.ADMIN, this::list)
                .post(ERASURES, Access.ADMIN, this::erase)
                .get(ERASURES + "/{erasure}", Access.ADMIN, this::show)
                .post(ERASURES + "/{erasure}/retry", Access.ADMIN, this::retry);
    }

    private void eraseOne(Context context) {
        boolean events = Requests.flag(context, "events");
        erase(
                context,
                new ErasureScope.One(
                        documents
                                .require(
                                        Requests.project(context),
                                        context.pathParam("distinct_id"),
                                        context.pathParam("timestamp"))
                                .key(),
                        events));
    }

    private void erase(Context context) {
        erase(context, input.read(Requests.project(context), members(context)));
    }

    private void erase(Context context, ErasureScope scope) {
        ProjectId project = Requests.project(context);
        if (Requests.flag(context, "dry_run")) {
            context.json(ErasureJson.of(service.preview(project, scope)));
            return;
        }
        fresh.require(context);
        answer(context, service.erase(project, scope, Requests.caller(context).email()));
    }

    private void list(Context context) {
        List<Map<String, Object>> results = service.newest(Requests.project(context), LISTED).stream()
                .map(ErasureJson::of)
                .toList();
        context.json(Map.of("results", results));
    }

    private void show(Context context) {
        context.json(ErasureJson.of(service.find(Requests.project(context), context.pathParam("erasure"))));
    }

    private void retry(Context context) {
        answer(context, service.retry(Requests.project(context), context.pathParam("erasure")));
    }

    /** 200 where nothing is left anywhere, 202 where the host goes on with it. */
    private static void answer(Context context, Receipt receipt) {
        context.status(receipt.done() ? 200 : 202).json(ErasureJson.of(receipt));
    }

    /** Out of the body: URLs are logged by whoever stands between. */
    private static Map<String, String> members(Context context) {
        try {
            Map<String, Object> body = JSON.readValue(context.bodyAsBytes(), new TypeReference<>() {});
            Map<String, String> members = new LinkedHashMap<>();
            body.forEach((name, value) -> {
                if (!MEMBERS.contains(name)) {
                    throw new ApiException(
                            ApiException.Kind.CALLER, "Cannot erase: there are only the members " + MEMBERS);
                }
                members.put(name, String.valueOf(value));
            });
            return members;
        } catch (IOException e) {
            // Jackson's message would quote the body
            throw new ApiException(ApiException.Kind.CALLER, "Cannot erase: the body is no JSON object of texts");
        }
    }
}
