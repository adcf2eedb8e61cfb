package org.sessionrecording.host.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.capture.CaptureStandings;
import org.sessionrecording.host.capture.Explanations;
import org.sessionrecording.host.capture.Explanations.Explanation;
import org.sessionrecording.host.capture.Verdict;
import org.sessionrecording.host.store.CaptureNote;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.web.Requests;

/** Why somebody was recorded or not: rule by rule as of now, and what was decided before. */
final class WhyPage {
    private final Shell shell;
    private final Explanations explanations;
    private final CaptureStandings standings;
    private final RecordingsOfVisitor recordings;
    private final JsonMapper json = new JsonMapper();

    WhyPage(Shell shell, Explanations explanations, CaptureStandings standings, RecordingsOfVisitor recordings) {
        this.shell = shell;
        this.explanations = explanations;
        this.standings = standings;
        this.recordings = recordings;
    }

    void show(Context context) {
        ProjectRow project = shell.project(context);
        String visitor = asked(context, "distinct_id");
        String session = asked(context, "session_id");
        String url = asked(context, "url");
        Map<String, Object> model = new HashMap<>();
        model.put("visitor", visitor);
        model.put("session", session);
        model.put("url", url);
        model.put("asked", false);
        model.put("problem", "");
        model.put("playable", List.of());
        model.put("play_toggle", "");
        if (!visitor.isEmpty() || !url.isEmpty() || !session.isEmpty()) {
            try {
                Optional<DistinctId> id = given(visitor).map(DistinctId::new);
                Map<String, String> playable = recordings.fill(context, model, project, id, given(session));
                fill(
                        model,
                        explanations.of(new Visitor(project.id(), id, given(session), given(url))),
                        project,
                        playable);
            } catch (IllegalArgumentException e) {
                model.put("problem", String.valueOf(e.getMessage()));
            }
        }
        shell.show(context, "why", "Why", "capture", model);
    }

    private static String asked(Context context, String name) {
        @Nullable String text = Requests.query(context, name);
        return text == null ? "" : text.strip();
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }

    /** How rules are called on the capture page. */
    private Map<String, String> titles(ProjectRow project) {
        Map<String, String> titles = new HashMap<>();
        standings
                .of(project.id())
                .forEach(standing ->
                        titles.putIfAbsent(standing.rule(), standing.says().title()));
        return titles;
    }

    private void fill(
            Map<String, Object> model, Explanation explanation, ProjectRow project, Map<String, String> playable) {
        Map<String, String> titles = titles(project);
        model.put("asked", true);
        model.put("recorded", explanation.recorded());
        model.put("reason", Human.sentence(explanation.reason()));
        model.put(
                "verdicts",
                explanation.verdicts().stream()
                        .map(each -> verdict(each, titles))
                        .toList());
        model.put(
                "past",
                explanation.past().stream()
                        .map(note -> past(note, titles, project, playable))
                        .toList());
    }

    private static Map<String, Object> verdict(Verdict verdict, Map<String, String> titles) {
        return verdict(verdict.rule(), verdict.says(), verdict.reason(), titles);
    }

    private static Map<String, Object> verdict(String rule, String says, String reason, Map<String, String> titles) {
        String text =
                switch (says) {
                    case "no" -> Human.sentence(reason);
                    case "yes" -> "Lets this visit be recorded.";
                    default -> "Has nothing against it.";
                };
        return Map.of("rule", titles.getOrDefault(rule, Human.words(rule)), "says", says, "text", text);
    }

    private Map<String, Object> past(
            CaptureNote note, Map<String, String> titles, ProjectRow project, Map<String, String> playable) {
        Map<String, Object> model = new HashMap<>();
        model.put("session", note.sessionId());
        model.put("play", playable.getOrDefault(note.sessionId(), ""));
        model.put("page", note.page());
        model.put("enforced", note.enforced());
        model.put("recorded", note.recorded());
        model.put("reason", Human.sentence(note.reason()));
        model.put("from", Human.time(note.firstAt(), project.zone()));
        model.put("to", Human.time(note.lastAt(), project.zone()));
        model.put("requests", Human.count(note.requests()));
        model.put("refused", Human.count(note.refused()));
        List<Map<String, Object>> verdicts = new ArrayList<>();
        for (JsonNode each : parsed(note.verdicts())) {
            verdicts.add(verdict(
                    each.path("rule").asText(),
                    each.path("says").asText(),
                    each.path("reason").asText(),
                    titles));
        }
        model.put("verdicts", verdicts);
        return model;
    }

    private JsonNode parsed(String verdicts) {
        try {
            return json.readTree(verdicts);
        } catch (JsonProcessingException e) {
            throw new ApiException(ApiException.Kind.INTERNAL, "Cannot read what was decided: it is no JSON", e);
        }
    }
}
