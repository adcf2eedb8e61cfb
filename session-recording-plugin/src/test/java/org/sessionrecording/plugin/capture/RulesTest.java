package org.sessionrecording.plugin.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.capture.CaptureDecision;
import org.sessionrecording.api.capture.CaptureRequest;
import org.sessionrecording.api.capture.CaptureRequest.Phase;
import org.sessionrecording.api.capture.CaptureRule;
import org.sessionrecording.api.capture.RuleStanding;
import org.sessionrecording.api.capture.RuleStanding.Effect;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.People.CohortId;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.settings.Settings;
import org.sessionrecording.plugin.testing.MemoryState;
import org.sessionrecording.plugin.testing.TestProject;

class RulesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final long GB = 1_000_000_000L;

    private final KnownSettings known = new KnownSettings();
    private final TestProject settings = new TestProject().with("recording_enabled", "true");
    private final Project project = mock(Project.class);
    private final MemoryState state = new MemoryState();
    private final Usage usage = mock(Usage.class);
    private final People people = mock(People.class);

    @BeforeEach
    void prepare() {
        Settings read = mock(Settings.class);
        when(read.read()).thenAnswer(call -> settings.read());
        when(project.id()).thenReturn(new ProjectId(1));
        when(project.settings()).thenReturn(read);
        when(project.state()).thenReturn(state);
        when(project.usage()).thenReturn(usage);
        when(project.people()).thenReturn(Optional.of(people));
    }

    private CaptureRequest request(Phase phase, @Nullable String session, @Nullable String url) {
        return new CaptureRequest(
                project,
                phase,
                Optional.of(new DistinctId("ada")),
                Optional.ofNullable(session),
                Optional.ofNullable(url),
                NOW);
    }

    private CaptureDecision ask(CaptureRule rule) {
        return rule.decide(request(Phase.CONFIGURATION, "s", "https://app.example.com/a"));
    }

    private Map<String, String> options(CaptureDecision decision) {
        return ((CaptureDecision.Record) decision).options();
    }

    private List<CaptureRule> all() {
        return List.of(
                new SwitchRule(known),
                new UrlRule(known),
                new CohortRule(known),
                new SampleRule(known),
                new CountRule(known, Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run),
                new StorageRule(known, Runnable::run));
    }

    @Test
    void nobody_is_recorded_while_it_is_off_and_only_the_switch_says_so() {
        settings.with("recording_enabled", "false").with("record_sample", "0").with("record_cohort", "7");

        List<CaptureDecision> decisions = all().stream().map(this::ask).toList();

        assertThat(decisions.get(0)).isInstanceOf(CaptureDecision.Refuse.class);
        assertThat(decisions.subList(1, decisions.size())).containsOnly(CaptureDecision.ABSTAIN);
    }

    @Test
    void everybody_is_recorded_once_it_is_on_and_inputs_are_masked() {
        when(usage.freeDiskBytes()).thenReturn(OptionalLong.empty());

        List<CaptureDecision> decisions = all().stream().map(this::ask).toList();

        assertThat(decisions).noneMatch(CaptureDecision.Refuse.class::isInstance);
        assertThat(options(decisions.get(0)).get("masking")).contains("\"maskAllInputs\":true");
    }

    @Test
    void clients_are_told_what_to_leave_out_in_their_own_terms() {
        settings.with("record_minimum_seconds", "5")
                .with("record_start_events", "signed up, paid")
                .with("record_start_urls", "app.example.com/checkout*")
                .with("mask_inputs", "false")
                .with("mask_text_selector", ".secret")
                .with("record_urls_except", "*.example.com/admin*");

        Map<String, String> switched = options(ask(new SwitchRule(known)));
        assertThat(switched)
                .containsEntry("minimumDurationMilliseconds", "5000")
                .containsEntry("eventTriggers", "[\"signed up\",\"paid\"]");
        assertThat(switched.get("urlTriggers")).contains("\"matching\":\"regex\"", "checkout");
        assertThat(switched.get("masking")).contains("\"maskAllInputs\":false", "\"maskTextSelector\":\".secret\"");
        assertThat(options(ask(new UrlRule(known))).get("urlBlocklist")).contains("\"matching\":\"regex\"", "admin");
    }

    @Test
    void only_pages_that_were_asked_for_are_recorded() {
        settings.with("record_urls", "app.example.com").with("record_urls_except", "app.example.com/admin*");
        UrlRule rule = new UrlRule(known);

        for (Map.Entry<String, Boolean> page : Map.of(
                        "https://app.example.com/a", true,
                        "https://app.example.com/admin/x", false,
                        "https://www.example.com/", false,
                        "https://app.example.com", true,
                        "https://www.example.com", false)
                .entrySet()) {
            CaptureDecision decision = rule.decide(request(Phase.SNAPSHOTS, "s", page.getKey()));
            assertThat(decision instanceof CaptureDecision.Record)
                    .as(page.getKey())
                    .isEqualTo(page.getValue());
        }
        assertThat(rule.decide(request(Phase.SNAPSHOTS, "s", null))).isInstanceOf(CaptureDecision.Record.class);
    }

    @Test
    void only_members_of_a_cohort_are_recorded() {
        settings.with("record_cohort", "7");
        CohortRule rule = new CohortRule(known);

        assertThat(ask(rule)).isInstanceOf(CaptureDecision.Refuse.class);
        when(people.isMember(new CohortId(7), new DistinctId("ada"))).thenReturn(true);
        assertThat(ask(rule)).isEqualTo(CaptureDecision.ABSTAIN);
    }

    @Test
    void a_share_of_sessions_is_recorded_whichever_request_asks() {
        settings.with("record_sample", "25");
        SampleRule rule = new SampleRule(known);

        long recorded = IntStream.range(0, 10_000)
                .mapToObj(i -> rule.decide(request(Phase.SNAPSHOTS, "01a209f8-49e6-7127-8bb0-" + i * 7919L, null)))
                .filter(CaptureDecision.Record.class::isInstance)
                .count();

        assertThat(recorded).isBetween(2_300L, 2_700L);
        assertThat(options(rule.decide(request(Phase.CONFIGURATION, null, null))))
                .containsEntry("sampleRate", "\"0.25\"");
    }

    /** Computed by posthog-js 1.449.2's {@code simpleHash(id) % 100}. */
    @Test
    void the_sample_is_that_of_posthog_js() {
        assertThat(SampleRule.bucket("01a209f8-49e6-7127-8bb0-6d29b6bfdc7a")).isEqualTo(20);
        assertThat(SampleRule.bucket("")).isZero();
    }

    @Test
    void after_the_next_sessions_clients_are_told_no_until_they_are_asked_for_again() {
        settings.with("record_next_sessions", "3");
        CountRule rule = new CountRule(known, Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run);
        ask(rule); // looks the count up

        CaptureDecision.Record open = (CaptureDecision.Record) ask(rule);
        assertThat(open.quotas()).hasSize(1);
        for (int i = 0; i < 3; i++) {
            assertThat(state.addUpTo(open.quotas().get(0).counter(), 1, 3)).isPresent();
        }
        CountRule fresh = new CountRule(known, Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run);
        ask(fresh);
        assertThat(ask(fresh)).isInstanceOf(CaptureDecision.Refuse.class);
        assertThat(fresh.decide(request(Phase.SNAPSHOTS, "s", null)))
                .as("a session that was counted goes on")
                .isInstanceOf(CaptureDecision.Record.class);

        settings.with("record_next_sessions_again", "1");
        CountRule again = new CountRule(new KnownSettings(), Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run);
        ask(again);
        assertThat(ask(again)).isInstanceOf(CaptureDecision.Record.class);
    }

    @Test
    void capture_pauses_before_the_disk_is_full_and_resumes_with_some_room() {
        settings.with("record_min_free_gb", "10");
        StorageRule rule = new StorageRule(known, Runnable::run, Duration.ZERO, Duration.ZERO);
        for (var step : List.of(
                Map.entry(11 * GB, true),
                Map.entry(10 * GB - 1, false),
                Map.entry(10 * GB + GB / 2, false),
                Map.entry(11 * GB, true),
                Map.entry(10 * GB + GB / 2, true))) {
            when(usage.freeDiskBytes()).thenReturn(OptionalLong.of(step.getKey()));
            assertThat(ask(rule).equals(CaptureDecision.ABSTAIN))
                    .as("at %s bytes", step.getKey())
                    .isEqualTo(step.getValue());
            assertThat(rule.notices(project)).hasSize(step.getValue() ? 0 : 1);
        }
    }

    private RuleStanding standing(CaptureRule rule, String title) {
        return rule.standings(project).stream()
                .filter(each -> each.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void while_it_is_off_there_is_one_thing_to_say_and_one_to_do() {
        settings.with("recording_enabled", "false").with("record_sample", "10");

        List<RuleStanding> all =
                all().stream().flatMap(rule -> rule.standings(project).stream()).toList();

        assertThat(all).singleElement().satisfies(off -> {
            assertThat(off.effect()).isEqualTo(Effect.STOPS);
            assertThat(off.actions()).singleElement().satisfies(on -> assertThat(on.changes())
                    .isEqualTo(Map.of("recording_enabled", "true")));
        });
    }

    @Test
    void rules_tell_in_plain_words_whom_they_leave_out() {
        when(usage.freeDiskBytes()).thenReturn(OptionalLong.of(3 * GB / 2));
        when(people.findCohortName(new CohortId(7))).thenReturn(Optional.of("Beta"));
        settings.with("record_urls", "https://app.example.com/*")
                .with("record_sample", "25")
                .with("record_start_events", "signed up")
                .with("record_start_urls", "app.example.com/checkout*")
                .with("record_minimum_seconds", "5");
        settings.with("record_urls_except", "app.example.com/admin*").with("record_cohort", "7");

        assertThat(standing(new UrlRule(known), "Pages").text())
                .isEqualTo("Only on https://app.example.com/*, but not on app.example.com/admin*.");
        assertThat(standing(new SampleRule(known), "Sample").effect()).isEqualTo(Effect.NARROWS);
        assertThat(standing(new CohortRule(known), "Cohort").text()).isEqualTo("Only members of the cohort Beta.");
        assertThat(standing(new SwitchRule(known), "Start").text())
                .isEqualTo("Not before it begins with the event signed up, or on app.example.com/checkout*;"
                        + " visits shorter than 5 seconds are not sent.");
        assertThat(standing(new StorageRule(known, Runnable::run), "Storage guard"))
                .satisfies(guard -> assertThat(guard.effect()).isEqualTo(Effect.STOPS))
                .satisfies(guard -> assertThat(guard.text()).contains("less than 2.0 GB", "1.5 GB are"));
    }

    @Test
    void a_cohort_that_is_not_there_leaves_out_everyone_and_says_so() {
        settings.with("record_cohort", "7");

        assertThat(standing(new CohortRule(known), "Cohort").effect()).isEqualTo(Effect.STOPS);
    }

    @Test
    void counts_tell_how_far_they_are_and_how_to_begin_anew() {
        settings.with("record_next_sessions", "3").with("record_per_day", "100");
        CountRule rule = new CountRule(known, Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run);
        CaptureDecision.Record open = (CaptureDecision.Record) rule.decide(request(Phase.SNAPSHOTS, "s", null));
        open.quotas().forEach(quota -> state.addUpTo(quota.counter(), 3, 100));

        RuleStanding next = standing(rule, "Next sessions");
        assertThat(next.effect()).isEqualTo(Effect.STOPS);
        assertThat(next.tally()).contains(new RuleStanding.Tally(3, 3));
        assertThat(next.actions()).singleElement().satisfies(again -> assertThat(again.changes())
                .isEqualTo(Map.of("record_next_sessions_again", "1")));
        assertThat(standing(rule, "Recordings a day").tally()).contains(new RuleStanding.Tally(3, 100));

        settings.with("record_next_sessions_again", "1");
        CountRule anew = new CountRule(new KnownSettings(), Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run);
        assertThat(standing(anew, "Next sessions").tally()).contains(new RuleStanding.Tally(0, 3));
    }

    @Test
    void who_asks_is_told_of_the_site_and_gets_its_pages_as_a_list() {
        settings.with("record_urls", "app.example.com").with("record_urls_except", "app.example.com/admin*");
        UrlRule rule = new UrlRule(known);

        CaptureDecision page = rule.decide(request(Phase.CONFIGURATION, "s", "https://app.example.com/admin?x=<y>"));
        assertThat(options(page).get("urlBlocklist")).contains("admin");
        assertThat(rule.decide(request(Phase.CONFIGURATION, "s", "https://www.example.com/a")))
                .isInstanceOf(CaptureDecision.Refuse.class);
    }

    @Test
    void who_asks_without_a_name_waits_for_the_flag_of_the_cohort() {
        settings.with("record_cohort", "7");
        CaptureRequest nameless = new CaptureRequest(
                project, Phase.CONFIGURATION, Optional.empty(), Optional.empty(), Optional.empty(), NOW);

        assertThat(options(new CohortRule(known).decide(nameless)))
                .containsEntry("linkedFlag", "\"recorded-cohort-7\"");
    }

    @Test
    void capture_pauses_when_recordings_take_more_than_they_may() {
        when(usage.freeDiskBytes()).thenReturn(OptionalLong.empty());
        settings.with("record_max_gb", "10");
        StorageRule rule = new StorageRule(known, Runnable::run, Duration.ZERO, Duration.ZERO);
        for (var step : List.of(
                Map.entry(10 * GB, true),
                Map.entry(10 * GB + 1, false),
                Map.entry(9 * GB + 1, false),
                Map.entry(9 * GB, true))) {
            when(usage.liveBytes()).thenReturn(step.getKey());
            CaptureDecision decision = ask(rule);
            assertThat(decision.equals(CaptureDecision.ABSTAIN))
                    .as("at %s bytes", step.getKey())
                    .isEqualTo(step.getValue());
            assertThat(decision instanceof CaptureDecision.Refuse refuse && refuse.full())
                    .as("a quota that is used up")
                    .isNotEqualTo(step.getValue());
        }
    }
}
