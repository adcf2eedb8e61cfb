package org.sessionrecording.host.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRequest.Phase;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.capture.Quota;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.capture.CaptureRules.Visitor;
import org.sessionrecording.host.store.CaptureNote;
import org.sessionrecording.host.store.CaptureNotes;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.Erasures;
import org.sessionrecording.host.store.SessionQuotas.PluginQuota;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.web.FakeExtensions;

/** What was decided on whom can be asked for afterwards, and is kept no longer and in no greater number than said. */
class CaptureJournalIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final DistinctId ADA = new DistinctId("ada");
    private static final PluginQuota QUOTA =
            new PluginQuota("plugin", "next", new Quota("counter", 5, "five were recorded"));

    private boolean open = true;
    private ProjectId project = new ProjectId(1);
    private CaptureNotes notes;
    private CaptureJournal journal;
    private CaptureRules rules;

    /** Says yes, or no. */
    private final CaptureRule door = new CaptureRule() {
        @Override
        public String id() {
            return "door";
        }

        @Override
        public CaptureDecision decide(CaptureRequest request) {
            return open ? new CaptureDecision.Record(Map.of()) : new CaptureDecision.Refuse("the door is shut");
        }
    };

    @BeforeEach
    void prepare() {
        project = new Seed(postgres).project("journal");
        notes = new CaptureNotes(postgres.database(), postgres.clock(), new Tombstones(postgres.database()));
        journal = new CaptureJournal(notes, postgres.clock());
        rules = new CaptureRules(new FakeExtensions(Map.of("plugin", door)), postgres.clock(), journal);
    }

    @AfterEach
    void stop() {
        journal.close();
    }

    private Visitor visitor(DistinctId id, String session) {
        return new Visitor(
                project, Optional.of(id), Optional.of(session), Optional.of("https://a.example/b?token=c#d"));
    }

    private void told(DistinctId id, String session) {
        Visitor visitor = visitor(id, session);
        journal.told(visitor, rules.decide(Phase.CONFIGURATION, visitor));
    }

    private void sent(DistinctId id, String session, int events) {
        Visitor visitor = visitor(id, session);
        journal.enforced(visitor, rules.decide(Phase.SNAPSHOTS, visitor), events);
    }

    private List<CaptureNote> past(DistinctId id) {
        return journal.past(project, id, Optional.empty(), 100);
    }

    private long rows() {
        return postgres.database().with("count", handle -> handle.createQuery(
                        "select count(*) from capture_decision where project_id = :project")
                .bind("project", project.value())
                .mapTo(long.class)
                .one());
    }

    @Test
    void what_a_client_was_told_and_what_was_held_against_it_is_kept_by_session() {
        told(ADA, "s1");
        open = false;
        sent(ADA, "s1", 3);
        sent(ADA, "s1", 2);

        assertThat(past(ADA)).hasSize(2);
        CaptureNote refused =
                past(ADA).stream().filter(CaptureNote::enforced).findFirst().orElseThrow();
        CaptureNote told =
                past(ADA).stream().filter(note -> !note.enforced()).findFirst().orElseThrow();
        assertThat(told.recorded()).isTrue();
        assertThat(told.verdicts()).contains("\"rule\":\"door\"", "\"says\":\"yes\"");
        assertThat(refused.recorded()).isFalse();
        assertThat(refused.rule()).isEqualTo("door");
        assertThat(refused.reason()).isEqualTo("the door is shut");
        assertThat(refused.requests()).isEqualTo(2);
        assertThat(refused.refused()).isEqualTo(5);
        assertThat(refused.page()).as("no query, no fragment").isEqualTo("https://a.example/b");
    }

    @Test
    void what_was_refused_is_counted_by_rule_and_day() {
        open = false;
        sent(ADA, "s1", 3);
        journal.flush();
        sent(new DistinctId("grace"), "s2", 4);
        journal.overQuota(project, ADA, "s3", QUOTA, 2);

        assertThat(journal.refused(project, 7))
                .extracting(CaptureNotes.Refused::rule, CaptureNotes.Refused::events)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("door", 7L),
                        org.assertj.core.groups.Tuple.tuple("next", 2L));
        assertThat(past(ADA))
                .anyMatch(note -> note.rule().equals("next") && note.reason().equals("five were recorded"));
    }

    @Test
    void another_project_sees_none_of_it() {
        open = false;
        sent(ADA, "s1", 3);
        journal.flush();
        ProjectId other = new Seed(postgres).project("other");

        assertThat(journal.past(other, ADA, Optional.empty(), 100)).isEmpty();
        assertThat(journal.refused(other, 7)).isEmpty();
    }

    @Test
    void a_session_that_goes_on_being_recorded_is_no_news() {
        for (int i = 0; i < 50; i++) {
            sent(ADA, "s1", 1);
            journal.flush();
        }
        assertThat(past(ADA)).singleElement().satisfies(note -> assertThat(note.requests())
                .isEqualTo(1));
    }

    @Test
    void who_did_not_say_who_they_are_leaves_no_trace() {
        Visitor nobody = new Visitor(project, Optional.empty(), Optional.empty(), Optional.empty());
        journal.told(nobody, rules.decide(Phase.CONFIGURATION, nobody));
        journal.flush();

        assertThat(rows()).isZero();
    }

    @Test
    void it_goes_with_the_person_even_what_is_written_down_late() {
        told(ADA, "s1");
        told(new DistinctId("grace"), "s2");
        journal.flush();
        told(ADA, "s1-before"); // waits in memory while the person is erased
        new Erasures(postgres.database(), postgres.clock())
                .erase(project, new ErasureScope.Person(ADA, true), "admin", List.of(), gone -> {});

        assertThat(past(ADA)).isEmpty();
        assertThat(past(new DistinctId("grace"))).hasSize(1);

        postgres.clock().advance(Duration.ofSeconds(1));
        told(ADA, "s3");
        assertThat(past(ADA)).as("who comes back is somebody new").hasSize(1);
    }

    @Test
    void no_more_than_so_many_are_kept_and_none_for_longer_than_a_month() {
        for (int i = 0; i < 5; i++) {
            told(ADA, "s" + i);
            journal.flush();
            postgres.clock().advance(Duration.ofMinutes(1));
        }
        notes.forgetBeyond(project, 3);
        assertThat(past(ADA)).extracting(CaptureNote::sessionId).containsExactly("s4", "s3", "s2");

        postgres.clock().advance(Duration.ofDays(30));
        notes.forgetOld();
        assertThat(rows()).isZero();
    }

    @Test
    void clients_that_are_too_many_at_once_cost_no_more_than_so_much() {
        Instant before = postgres.clock().instant();
        for (int i = 0; i < 6_000; i++) {
            told(new DistinctId("v" + i), "s");
        }
        journal.flush();

        assertThat(rows()).isEqualTo(5_000);
        assertThat(past(new DistinctId("v0")).get(0).firstAt()).isAfterOrEqualTo(before.minusMillis(1));
    }
}
