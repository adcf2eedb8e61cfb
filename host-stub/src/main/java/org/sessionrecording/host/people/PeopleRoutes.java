package org.sessionrecording.host.people;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Rejection;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** Persons and cohorts by the API. */
public final class PeopleRoutes implements RouteGroup {
    private static final String PERSONS = "/api/projects/{project}/persons";
    private static final String COHORTS = "/api/projects/{project}/cohorts";
    private static final String COHORT = COHORTS + "/{cohort}";
    private static final String MEMBERS = COHORT + "/distinct_ids";
    private static final int MAX_BODY = 16 << 20;
    private static final int MOST_IDS = 100_000;

    private final PeopleService people;
    private final JsonMapper mapper = new JsonMapper();

    public PeopleRoutes(PeopleService people) {
        this.people = people;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PERSONS, Access.LOGIN, this::person)
                .get(COHORTS, Access.LOGIN, this::list)
                .post(COHORTS, Access.ADMIN, this::create)
                .post(MEMBERS, Access.ADMIN, this::upload)
                .delete(COHORT, Access.ADMIN, this::delete);
    }

    private void person(Context context) {
        ProjectId project = Requests.project(context);
        String asked = Requests.query(context, "distinct_id");
        if (asked == null) {
            throw new Rejection(400, "Cannot find a person: say which (?distinct_id=…)");
        }
        DistinctId id = distinctId(asked);
        List<Map<String, Object>> results = people.persons().find(project, id).stream()
                .map(person -> json(project, person))
                .toList();
        context.json(Map.of("results", results));
    }

    private Map<String, Object> json(ProjectId project, Persons.Person person) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", person.id().value());
        json.put(
                "distinct_ids",
                person.distinctIds().stream().map(DistinctId::value).toList());
        json.put("properties", new RawValue(person.properties()));
        json.put(
                "cohorts",
                people.cohorts().list(project).stream()
                        .filter(cohort -> person.distinctIds().stream()
                                .anyMatch(id -> people.of(project).isMember(cohort.id(), id)))
                        .map(cohort -> cohort.id().value())
                        .toList());
        return json;
    }

    private void list(Context context) {
        context.json(Map.of(
                "results",
                people.cohorts().list(Requests.project(context)).stream()
                        .map(PeopleRoutes::json)
                        .toList()));
    }

    private static Map<String, @Nullable Object> json(Cohort cohort) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", cohort.id().value());
        json.put("name", cohort.name());
        json.put("property", cohort.condition().map(Condition::property).orElse(null));
        json.put(
                "operator", cohort.condition().map(each -> each.operator().id()).orElse(null));
        json.put("value", cohort.condition().map(Condition::value).orElse(null));
        json.put("members", cohort.members());
        return json;
    }

    private void create(Context context) throws IOException {
        JsonNode body = body(context);
        Optional<Condition> condition =
                Condition.of(text(body, "property"), text(body, "operator"), text(body, "value"));
        Cohort made = people.createCohort(
                Requests.project(context), text(body, "name").orElse(""), condition, actor(context));
        context.status(201).json(json(made));
    }

    private void upload(Context context) throws IOException {
        JsonNode listed = body(context).path("distinct_ids");
        if (!listed.isArray() || listed.size() > MOST_IDS) {
            throw new Rejection(
                    400,
                    "Cannot upload distinct ids: send {\"distinct_ids\":[\"…\",…]} with at most " + MOST_IDS
                            + " (and the rest in further requests)");
        }
        Set<DistinctId> ids = new LinkedHashSet<>();
        listed.forEach(id -> ids.add(distinctId(id.isTextual() ? id.asText() : "")));
        Cohort changed = people.upload(
                Requests.project(context), cohort(context), ids, Requests.flag(context, "replace"), actor(context));
        context.json(json(changed));
    }

    private void delete(Context context) {
        people.deleteCohort(Requests.project(context), cohort(context), actor(context));
        context.status(204);
    }

    private static String actor(Context context) {
        return Requests.caller(context).email();
    }

    private static DistinctId distinctId(String text) {
        try {
            return new DistinctId(text);
        } catch (IllegalArgumentException e) {
            throw new Rejection(400, String.valueOf(e.getMessage()));
        }
    }

    private static CohortId cohort(Context context) {
        String text = context.pathParam("cohort");
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new Rejection(404, "Cannot find the cohort: its id is a number");
        }
        return new CohortId(Long.parseLong(text));
    }

    private static Optional<String> text(JsonNode body, String name) {
        JsonNode node = body.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isValueNode()) {
            throw new Rejection(400, "Cannot make the cohort: " + name + " is no text");
        }
        return Optional.of(node.asText());
    }

    private JsonNode body(Context context) throws IOException {
        byte[] body = context.bodyInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new Rejection(413, "Cannot read the request: it has over " + MAX_BODY + " bytes (send several)");
        }
        try {
            JsonNode json = mapper.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new Rejection(400, "Cannot read the request: its body is no JSON");
        }
        throw new Rejection(400, "Cannot read the request: its body is no JSON object");
    }
}
