package org.sessionrecording.host.pages;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.capture.CaptureJournal;
import org.sessionrecording.host.capture.CaptureStandings;
import org.sessionrecording.host.capture.CaptureStandings.Spread;
import org.sessionrecording.host.capture.CaptureStandings.Standing;
import org.sessionrecording.host.capture.Explanations;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.plugins.PluginService;
import org.sessionrecording.host.store.CaptureNotes;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.web.Access;
import org.sessionrecording.host.web.Origins;
import org.sessionrecording.host.web.Requests;
import org.sessionrecording.host.web.RouteGroup;
import org.sessionrecording.host.web.Routes;

/** Who is recorded, in plain words: the switch, the rules as they stand, how far their counts are. */
public final class CapturePages implements RouteGroup {
    private static final String PATH = "/rules";
    private static final int DAYS = 30;

    private final Shell shell;
    private final CaptureStandings standings;
    private final CaptureJournal journal;
    private final Clock clock;
    private final WhyPage why;
    private final SnippetPage snippet;
    private final String feedback;
    private final byte[] script = PageRoutes.resource("pages/arrivals.js");

    /** What these pages show comes from these. */
    public record Rooms(
            CaptureStandings standings,
            CaptureJournal journal,
            Explanations explanations,
            RecordingDocuments documents,
            Clock clock) {}

    /** @param feedback where people write to whoever runs the host; a link */
    public CapturePages(Rooms rooms, Projects projects, PluginService plugins, Origins origins, String feedback) {
        this.shell = new Shell(new Templates(), projects, plugins);
        this.standings = rooms.standings();
        this.journal = rooms.journal();
        this.clock = rooms.clock();
        Slots slots = new Slots(plugins, origins);
        this.why =
                new WhyPage(shell, rooms.explanations(), standings, new RecordingsOfVisitor(rooms.documents(), slots));
        this.snippet = new SnippetPage(shell, slots, origins, rooms.clock());
        this.feedback = feedback;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, Access.LOGIN, this::show)
                .get(PATH + "/why", Access.LOGIN, why::show)
                .get("/snippet", Access.LOGIN, snippet::show)
                .get(
                        "/assets/arrivals.js",
                        Access.LOGIN,
                        context -> PageRoutes.send(context, "text/javascript; charset=utf-8", script))
                .post(PATH + "/{plugin}/{rule}/{action}", Access.ADMIN, this::act);
    }

    private void show(Context context) {
        ProjectRow project = shell.project(context);
        List<Standing> all = standings.of(project.id());
        Map<String, Object> model = new HashMap<>();
        model.put("on", standings.isOn(project.id()));
        model.put("feedback", feedback);
        model.put("spread", Requests.caller(context).admin() ? text(standings.spread()) : "");
        model.put(
                "switches",
                all.stream()
                        .filter(CapturePages::isSwitch)
                        .map(CapturePages::rule)
                        .toList());
        model.put(
                "rules",
                all.stream()
                        .filter(each -> !isSwitch(each))
                        .map(CapturePages::rule)
                        .toList());
        model.put("refused", refused(project.id()));
        shell.show(context, "capture", "Capture", "capture", model);
    }

    /** By rule, what most was refused for first. */
    private List<Map<String, Object>> refused(ProjectId project) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Map<String, List<CaptureNotes.Refused>> byRule =
                journal.refused(project, DAYS).stream().collect(Collectors.groupingBy(CaptureNotes.Refused::rule));
        return byRule.values().stream()
                .sorted(Comparator.comparing(CapturePages::events).reversed())
                .map(rows -> Map.<String, Object>of(
                        "reason",
                        Human.sentence(rows.get(0).reason()),
                        "today",
                        Human.count(events(rows.stream()
                                .filter(row -> row.day().equals(today))
                                .toList())),
                        "all",
                        Human.count(events(rows))))
                .toList();
    }

    private static long events(List<CaptureNotes.Refused> rows) {
        return rows.stream().mapToLong(CaptureNotes.Refused::events).sum();
    }

    private void act(Context context) {
        ProjectRow project = shell.project(context);
        standings.act(
                project.id(),
                context.pathParam("plugin"),
                context.pathParam("rule"),
                context.pathParam("action"),
                Requests.caller(context).email());
        context.redirect(PATH + "?project=" + project.id(), HttpStatus.SEE_OTHER);
    }

    /** What turns recording on and off stands first. */
    private static boolean isSwitch(Standing standing) {
        return standing.says().effect() == RuleStanding.Effect.RECORDS
                || standing.says().actions().stream()
                        .anyMatch(action -> action.id().equals("on"));
    }

    private static String text(Spread spread) {
        return spread.all() == 1
                ? "This is the only project of this installation."
                : Human.count(spread.recording()) + " of " + Human.count(spread.all())
                        + " projects of this installation are recorded.";
    }

    private static Map<String, Object> rule(Standing standing) {
        RuleStanding says = standing.says();
        Map<String, Object> model = new HashMap<>();
        model.put("plugin", standing.pluginId());
        model.put("rule", standing.rule());
        model.put("title", says.title());
        model.put("text", says.text());
        model.put("effect", says.effect().name().toLowerCase(Locale.ROOT));
        model.put("badge", badge(says.effect()));
        Optional<RuleStanding.Tally> tally = says.tally();
        model.put("counts", tally.isPresent());
        model.put("used", tally.map(RuleStanding.Tally::used).orElse(0L));
        model.put("limit", tally.map(RuleStanding.Tally::limit).orElse(0L));
        model.put(
                "tally",
                tally.map(count -> Human.count(Math.min(count.used(), count.limit())) + " of "
                                + Human.count(count.limit()))
                        .orElse(""));
        model.put(
                "actions",
                says.actions().stream()
                        .map(action -> Map.of("id", action.id(), "label", action.label()))
                        .toList());
        return model;
    }

    private static String badge(RuleStanding.Effect effect) {
        return switch (effect) {
            case RECORDS -> "on";
            case OPEN -> "";
            case NARROWS -> "leaves some out";
            case STOPS -> "stops recording";
        };
    }
}
