package org.sessionrecording.host.tasks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/**
 * Operations and their runs by the API. Parameters of an operation are query parameters of the same name, or members of a
 * JSON object in the body; secret ones only that.
 */
public final class TaskRoutes implements RouteGroup {
    private static final String TASKS = "/api/projects/{project}/tasks";
    private static final String RUN = TASKS + "/{task}/run";
    private static final String RUNS = TASKS + "/{task}/runs";
    private static final String ONE = RUNS + "/{run}";
    private static final Set<String> RESERVED = Set.of("dry_run", "confirm");
    private static final int LISTED = 50;
    private static final JsonMapper JSON = new JsonMapper();

    private final TaskService tasks;

    public TaskRoutes(TaskService tasks) {
        this.tasks = tasks;
    }

    @Override
    public void register(Routes routes) {
        routes.get(TASKS, Access.LOGIN, this::list)
                .post(RUN, Access.ADMIN, this::run)
                .get(RUNS, Access.LOGIN, this::runs)
                .get(ONE, Access.LOGIN, this::show)
                .delete(ONE, Access.ADMIN, this::cancel);
    }

    private void list(Context context) {
        context.json(results(tasks.list(Requests.project(context)).stream()
                .map(RunJson::task)
                .toList()));
    }

    private void run(Context context) {
        String task = context.pathParam("task");
        Set<String> secrets = tasks.secrets(task);
        Map<String, String> parameters = new LinkedHashMap<>();
        context.queryParamMap().forEach((name, values) -> {
            if (secrets.contains(name)) {
                throw new Rejection(
                        400,
                        "Cannot run the task: " + name + " is a secret, and URLs are logged (send it in a JSON body)");
            }
            if (!RESERVED.contains(name)) {
                parameters.put(name, values.get(0));
            }
        });
        parameters.putAll(inBody(context));
        String run = tasks.run(
                Requests.project(context),
                task,
                parameters,
                flag(context, "dry_run"),
                flag(context, "confirm"),
                Requests.caller(context).email());
        context.json(Map.of("run", run));
    }

    /** An object of texts; {@code dry_run} and {@code confirm} are not looked for there. */
    private static Map<String, String> inBody(Context context) {
        byte[] body = context.bodyAsBytes();
        if (body.length == 0) {
            return Map.of();
        }
        try {
            return JSON.readValue(body, new TypeReference<Map<String, String>>() {});
        } catch (IOException e) {
            // Jackson's message would quote the body
            throw new Rejection(400, "Cannot run the task: its body is no JSON object of texts");
        }
    }

    /** Refuses what it does not understand: a misread {@code dry_run} would really do it. */
    private static boolean flag(Context context, String name) {
        String value = context.queryParam(name);
        if (value == null || value.equals("false") || value.equals("0")) {
            return false;
        }
        if (value.isEmpty() || value.equals("true") || value.equals("1")) {
            return true;
        }
        throw new Rejection(400, "Cannot run the task: " + name + " is neither true nor false");
    }

    private void runs(Context context) {
        context.json(results(tasks.runs(Requests.project(context), context.pathParam("task"), LISTED).stream()
                .map(RunJson::run)
                .toList()));
    }

    private void show(Context context) {
        context.json(RunJson.run(require(context)));
    }

    private void cancel(Context context) {
        tasks.cancel(Requests.project(context), context.pathParam("task"), context.pathParam("run"));
        context.status(202).json(RunJson.run(require(context)));
    }

    private Run require(Context context) {
        return tasks.require(Requests.project(context), context.pathParam("task"), context.pathParam("run"));
    }

    private static Map<String, Object> results(List<Map<String, Object>> results) {
        return Map.of("results", results);
    }
}
