package org.sessionrecording.plugin.capture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.Quota;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.capture.RuleStanding.Action;
import org.sessionrecording.api.capture.RuleStanding.Effect;
import org.sessionrecording.api.capture.RuleStanding.Tally;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.State;
import org.sessionrecording.plugin.settings.CaptureSettings;
import org.sessionrecording.plugin.settings.CaptureSettings.Limits;

/**
 * Only the next so many sessions, and only so many a day. The host counts each session with its first chunk; what is told to
 * clients beforehand may be some seconds old.
 */
public class CountRule extends SettingsRule {
    private static final Duration LIFE = Duration.ofSeconds(5);

    private final Refreshed<Map<String, Long>> counts;
    private final KnownSettings settings;
    private final Clock clock;

    public CountRule(KnownSettings settings, Clock clock, Executor executor) {
        super(settings);
        this.settings = settings;
        this.clock = clock;
        this.counts = new Refreshed<>(this::lookUp, LIFE, executor);
    }

    @Override
    public String id() {
        return "record_next_sessions";
    }

    @Override
    CaptureDecision decide(CaptureRequest request, CaptureSettings known) {
        List<Quota> quotas = quotas(known.limits(), request.at());
        if (quotas.isEmpty()) {
            return CaptureDecision.ABSTAIN;
        }
        if (request.phase() == CaptureRequest.Phase.CONFIGURATION) {
            Map<String, Long> counted = counts.of(request.project()).orElse(Map.of());
            for (Quota quota : quotas) {
                if (counted.getOrDefault(quota.counter(), 0L) >= quota.limit()) {
                    return new CaptureDecision.Refuse(quota.reason());
                }
            }
        }
        return new CaptureDecision.Record(Map.of(), quotas);
    }

    private static List<Quota> quotas(Limits limits, Instant at) {
        return Stream.of(next(limits), today(limits, at))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Quota> next(Limits limits) {
        long most = limits.nextSessions();
        String counter = "sessions." + most + "." + limits.again();
        String reason = "the next " + most + " sessions were recorded (ask for as many again on the capture page)";
        return most == 0 ? Optional.empty() : Optional.of(new Quota(counter, most, reason));
    }

    private static Optional<Quota> today(Limits limits, Instant at) {
        long most = limits.perDay();
        String counter = "day." + at.toString().substring(0, "2026-11-24".length());
        String reason = "today's " + most + " recordings were made (see record_per_day)";
        return most == 0 ? Optional.empty() : Optional.of(new Quota(counter, most, reason));
    }

    @Override
    List<RuleStanding> standings(Project project, CaptureSettings known) {
        Limits limits = known.limits();
        Action again = new Action("again", "Record as many again", known.countedAnew());
        return List.of(
                next(limits)
                        .map(quota -> counted(
                                project,
                                quota,
                                "Next sessions",
                                String.format(Locale.ROOT, "The next %,d sessions, then no more.", quota.limit()),
                                List.of(again)))
                        .orElseGet(() -> new RuleStanding(Effect.OPEN, "Next sessions", "As many as come.")),
                today(limits, clock.instant())
                        .map(quota -> counted(
                                project,
                                quota,
                                "Recordings a day",
                                String.format(Locale.ROOT, "At most %,d a day, from midnight UTC.", quota.limit()),
                                List.of()))
                        .orElseGet(() -> new RuleStanding(Effect.OPEN, "Recordings a day", "As many as come.")));
    }

    private static RuleStanding counted(Project project, Quota quota, String title, String text, List<Action> actions) {
        long used = project.state().addUpTo(quota.counter(), 0, Long.MAX_VALUE).orElse(0L);
        return new RuleStanding(
                used >= quota.limit() ? Effect.STOPS : Effect.NARROWS,
                title,
                text,
                Optional.of(new Tally(used, quota.limit())),
                actions);
    }

    private Map<String, Long> lookUp(Project project) {
        State state = project.state();
        Map<String, Long> found = new HashMap<>();
        for (Quota quota : quotas(settings.of(project).limits(), clock.instant())) {
            state.addUpTo(quota.counter(), 0, Long.MAX_VALUE).ifPresent(count -> found.put(quota.counter(), count));
        }
        return found;
    }
}
