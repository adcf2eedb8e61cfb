package org.sessionrecording.host.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.capture.CaptureRules;
import org.sessionrecording.host.capture.CaptureRules.Answer;
import org.sessionrecording.host.capture.CaptureRules.Decision;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.capture.CaptureWitness;
import org.sessionrecording.host.store.EventKeys;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.store.SessionQuotas.PluginQuota;
import org.sessionrecording.host.wire.SnapshotCursor;
import org.sessionrecording.host.wire.WireEvent;

/** Asks for each snapshot event whether it is wanted, and finds its session. For one request and thread. */
final class EventSorter {
    /** Where clients say on which page they are. */
    private static final String URL = "$current_url";

    private final ProjectId project;
    private final RequestFacts request;
    private final CaptureRules rules;
    private final GuessedSessions guessed;
    private final Map<Visitor, Decision> decisions = new HashMap<>();
    private final Map<Visitor, Integer> events = new HashMap<>();
    private final Map<String, List<PluginQuota>> quotas = new HashMap<>();
    private final List<Refusal> refused = new ArrayList<>();

    EventSorter(ProjectId project, RequestFacts request, CaptureRules rules, GuessedSessions guessed) {
        this.project = project;
        this.request = request;
        this.rules = rules;
        this.guessed = guessed;
    }

    List<Refusal> refused() {
        return refused;
    }

    /** By session, what it counts against if it is new. */
    Map<String, List<PluginQuota>> quotas() {
        return quotas;
    }

    /** The event with its place, or nothing where it was refused. */
    Optional<IncomingEvent> sort(WireEvent event) {
        if (event.distinctId().isEmpty()) {
            refused.add(new Refusal(
                    event.index(), Refusal.Cause.UNDECODABLE, "distinct_id", "it has none (send one with each event)"));
            return Optional.empty();
        }
        DistinctId id = new DistinctId(event.distinctId().orElseThrow());
        Answer answer = ask(event, id);
        if (answer instanceof Answer.Refused no) {
            Refusal.Cause cause = no.full() ? Refusal.Cause.QUOTA_LIMITED : Refusal.Cause.NOT_RECORDED;
            refused.add(new Refusal(event.index(), cause, "", no.reason()));
            return Optional.empty();
        }
        String window = event.windowId().orElse("");
        String session = event.sessionId().orElseGet(() -> guess(event, id, window));
        if (answer instanceof Answer.Recorded yes && !yes.quotas().isEmpty()) {
            quotas.putIfAbsent(session, yes.quotas());
        }
        return Optional.of(new IncomingEvent(event, EventKeys.of(event.key()), id, session, window));
    }

    private Answer ask(WireEvent event, DistinctId id) {
        Optional<String> url = Optional.ofNullable(event.properties().get(URL)).or(request::origin);
        Visitor visitor = new Visitor(project, Optional.of(id), event.sessionId(), url);
        events.merge(visitor, 1, Integer::sum);
        return decisions
                .computeIfAbsent(visitor, asked -> rules.decide(CaptureRequest.Phase.SNAPSHOTS, asked))
                .answer();
    }

    /** Has what was decided written down; once, when all events are sorted. */
    void tell(CaptureWitness witness) {
        decisions.forEach((visitor, decision) -> witness.enforced(visitor, decision, events.get(visitor)));
    }

    private String guess(WireEvent event, DistinctId id, String window) {
        ClientTime time = ClientTime.of(request.arrived(), event.sentAt());
        SnapshotCursor snapshots = event.snapshots();
        return guessed.assign(
                project,
                id,
                window,
                snapshots.advance() ? time.corrected(snapshots.snapshot().timestamp()) : request.arrived());
    }
}
