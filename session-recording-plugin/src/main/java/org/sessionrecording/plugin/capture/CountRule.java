package org.sessionrecording.plugin.capture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.Quota;
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
        List<Quota> quotas = new ArrayList<>();
        if (limits.nextSessions() > 0) {
            quotas.add(new Quota(
                    "sessions." + limits.nextSessions() + "." + limits.again(),
                    limits.nextSessions(),
                    "the next " + limits.nextSessions()
                            + " sessions were recorded (raise record_next_sessions_again for as many again)"));
        }
        if (limits.perDay() > 0) {
            quotas.add(new Quota(
                    "day." + at.toString().substring(0, "2026-11-24".length()),
                    limits.perDay(),
                    "today's " + limits.perDay() + " recordings were made (see record_per_day)"));
        }
        return quotas;
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
