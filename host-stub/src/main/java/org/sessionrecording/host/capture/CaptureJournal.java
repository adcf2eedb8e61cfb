package org.sessionrecording.host.capture;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.capture.CaptureRules.Answer;
import org.sessionrecording.host.capture.CaptureRules.Decision;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.store.CaptureNote;
import org.sessionrecording.host.store.CaptureNotes;
import org.sessionrecording.host.store.SessionQuotas.PluginQuota;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what was decided on whom, every other second and beside the requests: for people who ask why, not for anything
 * that depends on it. A crash loses the last seconds; where clients are many more than it can note, some go unnoted. Safe for
 * use from any thread; the composition root starts and closes it.
 */
public final class CaptureJournal implements CaptureWitness, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CaptureJournal.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    /** A session that goes on being recorded is no news. */
    private static final Duration NO_NEWS = Duration.ofMinutes(15);

    private static final int MOST_WAITING = 5_000;
    private static final int MOST_KNOWN = 20_000;
    private static final int MOST_KEPT = 20_000;
    private static final int LOOK_AFTER = 2_000;
    private static final int LONGEST = 300;

    private final CaptureNotes notes;
    private final Clock clock;
    private final JsonMapper json = new JsonMapper();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "capture-journal"));

    private final Object lock = new Object();
    private Map<Key, Entry> waiting = new HashMap<>();
    private Map<RefusalKey, Refusals> refusals = new HashMap<>();
    private final Map<ProjectId, Integer> written = new HashMap<>();
    private final Map<Key, Instant> known = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Instant> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    /** Decisions that are one line. */
    private record Key(
            ProjectId project,
            DistinctId visitor,
            String session,
            boolean enforced,
            boolean recorded,
            String rule,
            String reason,
            String verdicts) {}

    private record Entry(String page, Instant first, Instant last, long requests, long refused) {
        Entry and(Entry later) {
            return new Entry(page, first, later.last, requests + later.requests, refused + later.refused);
        }
    }

    private record RefusalKey(ProjectId project, LocalDate day, String rule) {}

    private record Refusals(String reason, long events) {
        Refusals and(Refusals later) {
            return new Refusals(later.reason, events + later.events);
        }
    }

    public CaptureJournal(CaptureNotes notes, Clock clock) {
        this.notes = notes;
        this.clock = clock;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::quietly, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void told(Visitor visitor, Decision decision) {
        visitor.distinctId().ifPresent(id -> note(key(visitor, id, decision, false), visitor.url(), 0));
    }

    @Override
    public void enforced(Visitor visitor, Decision decision, int events) {
        boolean refused = decision.answer() instanceof Answer.Refused;
        visitor.distinctId()
                .ifPresent(id -> note(key(visitor, id, decision, true), visitor.url(), refused ? events : 0));
    }

    @Override
    public void overQuota(ProjectId project, DistinctId visitor, String sessionId, PluginQuota quota, int events) {
        String reason = quota.quota().reason();
        Verdict verdict = new Verdict(quota.pluginId(), quota.rule(), "no", reason);
        note(
                new Key(
                        project,
                        visitor,
                        cut(sessionId),
                        true,
                        false,
                        quota.rule(),
                        cut(reason),
                        json.createArrayNode().addPOJO(verdict.json()).toString()),
                Optional.empty(),
                events);
    }

    private Key key(Visitor visitor, DistinctId id, Decision decision, boolean enforced) {
        Optional<Answer.Refused> no = Optional.of(decision.answer())
                .filter(Answer.Refused.class::isInstance)
                .map(Answer.Refused.class::cast);
        return new Key(
                visitor.project(),
                id,
                cut(visitor.sessionId().orElse("")),
                enforced,
                no.isEmpty(),
                no.map(Answer.Refused::rule).orElse(""),
                cut(no.map(Answer.Refused::reason).orElse("")),
                verdicts(decision));
    }

    private String verdicts(Decision decision) {
        ArrayNode verdicts = json.createArrayNode();
        decision.said().stream()
                .map(Verdict::of)
                .filter(verdict -> !verdict.says().equals(Verdict.NOTHING))
                .forEach(verdict -> verdicts.addPOJO(verdict.json()));
        return verdicts.toString();
    }

    private void note(Key key, Optional<String> url, long refused) {
        Instant now = clock.instant();
        Entry entry = new Entry(cut(url.map(CaptureJournal::page).orElse("")), now, now, 1, refused);
        synchronized (lock) {
            if (key.recorded() && known.getOrDefault(key, Instant.MIN).isAfter(now.minus(NO_NEWS))) {
                return;
            }
            if (refused > 0) {
                LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
                refusals.merge(
                        new RefusalKey(key.project(), day, key.rule()),
                        new Refusals(key.reason(), refused),
                        Refusals::and);
            }
            if (waiting.size() < MOST_WAITING || waiting.containsKey(key)) {
                waiting.merge(key, entry, Entry::and);
                if (key.recorded()) {
                    known.put(key, now);
                }
            }
        }
    }

    /** Addresses hold what should not be kept; which page it was is enough. */
    private static String page(String url) {
        return url.replaceFirst("[?#].*$", "");
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** Writes down what waits. Blocks on the database. */
    public void flush() {
        Map<Key, Entry> entries;
        Map<RefusalKey, Refusals> counts;
        synchronized (lock) {
            entries = waiting;
            counts = refusals;
            waiting = new HashMap<>();
            refusals = new HashMap<>();
        }
        Map<ProjectId, List<CaptureNote>> decisions = new HashMap<>();
        entries.forEach((key, entry) -> decisions
                .computeIfAbsent(key.project(), project -> new ArrayList<>())
                .add(note(key, entry)));
        Map<ProjectId, List<CaptureNotes.Refused>> refused = new HashMap<>();
        counts.forEach((key, count) -> refused.computeIfAbsent(key.project(), project -> new ArrayList<>())
                .add(new CaptureNotes.Refused(key.day(), key.rule(), count.reason(), count.events())));
        refused.keySet().forEach(project -> decisions.computeIfAbsent(project, each -> List.of()));
        decisions.forEach((project, list) -> {
            notes.add(project, list, refused.getOrDefault(project, List.of()));
            bound(project, list.size());
        });
    }

    private void bound(ProjectId project, int added) {
        boolean many;
        synchronized (lock) {
            many = written.merge(project, added, Integer::sum) >= LOOK_AFTER;
            if (many) {
                written.remove(project);
            }
        }
        if (many) {
            notes.forgetBeyond(project, MOST_KEPT);
        }
    }

    private static CaptureNote note(Key key, Entry entry) {
        return new CaptureNote(
                key.visitor(),
                key.session(),
                key.enforced(),
                key.recorded(),
                key.rule(),
                key.reason(),
                entry.page(),
                key.verdicts(),
                entry.first(),
                entry.last(),
                entry.requests(),
                entry.refused());
    }

    /** What was decided on a visitor until now, by this host; by others until some seconds ago. Newest first. */
    public List<CaptureNote> past(ProjectId project, DistinctId visitor, Optional<String> sessionId, int limit) {
        flush();
        return notes.past(project, visitor, sessionId, limit);
    }

    /** What was refused in the last days, as {@link #past}. */
    public List<CaptureNotes.Refused> refused(ProjectId project, int days) {
        flush();
        return notes.refused(project, days);
    }

    /** When something last came from a project's clients, as {@link #past}. */
    public CaptureNotes.Arrivals arrivals(ProjectId project) {
        flush();
        return notes.arrivals(project);
    }

    /** By the clock by which days of {@link #refused} are told. */
    public Instant now() {
        return clock.instant();
    }

    private void quietly() {
        try {
            flush();
        } catch (RuntimeException e) {
            log.warn("Cannot note what was decided on capture; the last seconds are lost: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        quietly();
    }
}
