package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.people.Cohort;
import org.sessionrecording.host.people.Condition;
import org.sessionrecording.host.people.PeopleService;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** Cohorts, for people: list, make, upload distinct ids, delete. */
public final class CohortPages implements RouteGroup {
    private static final String PATH = "/cohorts";

    private final Shell shell;
    private final PeopleService people;

    public CohortPages(PeopleService people, Projects projects, PluginService plugins) {
        this.shell = new Shell(new Templates(), projects, plugins);
        this.people = people;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, Access.LOGIN, context -> list(context, Map.of(), ""))
                .post(PATH, Access.ADMIN, this::create)
                .post(PATH + "/{cohort}/distinct_ids", Access.ADMIN, this::upload)
                .post(PATH + "/{cohort}/delete", Access.ADMIN, this::delete);
    }

    /** @param entered what somebody tried to make, and @param problem why it was not */
    private void list(Context context, Map<String, String> entered, String problem) {
        ProjectRow project = shell.project(context);
        Map<String, Object> model = new HashMap<>();
        model.put(
                "cohorts",
                people.cohorts(project.id()).stream().map(CohortPages::row).toList());
        model.put(
                "operators",
                Arrays.stream(Condition.Operator.values())
                        .map(operator -> Map.of("id", operator.id(), "words", operator.words()))
                        .toList());
        for (String field : List.of("name", "property", "operator", "value")) {
            model.put(field, entered.getOrDefault(field, ""));
        }
        model.put("problem", problem);
        shell.show(context, "cohorts", "Cohorts", "capture", model);
    }

    private static Map<String, Object> row(Cohort cohort) {
        return Map.of(
                "id", cohort.id().value(),
                "name", cohort.name(),
                "uploaded", cohort.condition().isEmpty(),
                "condition", cohort.condition().map(Condition::toString).orElse("uploaded distinct ids"),
                "members", Human.count(cohort.members()));
    }

    private void create(Context context) {
        Map<String, String> entered = Map.of(
                "name", field(context, "name"),
                "property", field(context, "property"),
                "operator", field(context, "operator"),
                "value", field(context, "value"));
        try {
            boolean byProperty = field(context, "by").equals("property");
            Optional<Condition> condition = byProperty
                    ? Condition.of(
                            Optional.of(entered.get("property")),
                            Optional.of(entered.get("operator")),
                            Optional.of(entered.get("value")))
                    : Optional.empty();
            people.createCohort(
                    shell.project(context).id(), String.valueOf(entered.get("name")), condition, actor(context));
        } catch (ApiException e) {
            if (e.kind() != ApiException.Kind.CALLER && e.kind() != ApiException.Kind.CONFLICT) {
                throw e;
            }
            context.status(e.kind() == ApiException.Kind.CALLER ? 400 : 409);
            list(context, entered, String.valueOf(e.getMessage()));
            return;
        }
        back(context);
    }

    private void upload(Context context) {
        List<DistinctId> ids;
        try {
            ids = field(context, "distinct_ids")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(DistinctId::new)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new Rejection(400, e.getMessage() + " (one to a line; go back)");
        }
        people.upload(
                shell.project(context).id(),
                cohort(context),
                ids,
                context.formParam("replace") != null,
                actor(context));
        back(context);
    }

    private void delete(Context context) {
        ProjectRow project = shell.project(context);
        Cohort cohort = people.requireCohort(project.id(), cohort(context));
        if (!field(context, "typed").equals(cohort.name())) {
            throw new Rejection(
                    400, "Cannot delete the cohort: type its name, " + cohort.name() + ", to confirm (go back)");
        }
        people.deleteCohort(project.id(), cohort.id(), actor(context));
        back(context);
    }

    private void back(Context context) {
        context.redirect(PATH + "?project=" + shell.project(context).id(), HttpStatus.SEE_OTHER);
    }

    private static String field(Context context, String name) {
        return Optional.ofNullable(context.formParam(name)).orElse("").strip();
    }

    private static String actor(Context context) {
        return Requests.caller(context).email();
    }

    private static CohortId cohort(Context context) {
        String text = context.pathParam("cohort");
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new Rejection(404, "Cannot find the cohort: its id is a number");
        }
        return new CohortId(Long.parseLong(text));
    }
}
