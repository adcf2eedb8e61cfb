package org.sessionrecording.host.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.StoredEvent;
import org.sessionrecording.host.testing.Seed;

class PeopleServiceIT extends PeopleSpecs {
    private static final DistinctId ADA = new DistinctId("ada@example.com");
    private static final DistinctId ANONYMOUS = new DistinctId("anon-1");

    private static StoredEvent event(String name, DistinctId id, String properties) {
        byte[] key = ByteBuffer.allocate(16).putLong(System.nanoTime()).array();
        return new StoredEvent(key, name, id, Optional.empty(), Instant.EPOCH, Instant.EPOCH, properties);
    }

    private void learn(String name, DistinctId id, String properties) {
        people.learn(project, List.of(event(name, id, properties)));
        people.members().look();
    }

    private String properties(DistinctId id) {
        return people.persons().find(project, id).orElseThrow().properties();
    }

    @Test
    void events_that_say_nothing_of_a_person_make_none() {
        learn("$pageview", ADA, "{\"$current_url\":\"/\"}");
        learn("$pageview", ADA, "{\"$set\":{}}");
        learn("$pageview", ADA, "{\"$set\":\"rubbish\"}");

        assertThat(people.of(project).findPerson(ADA)).isEmpty();
    }

    @Test
    void identify_joins_the_anonymous_visitor_and_the_known_one() {
        learn("clicked", ANONYMOUS, "{\"$set\":{\"plan\":\"free\",\"seen\":1}}");
        learn("clicked", ADA, "{\"$set\":{\"plan\":\"pro\"}}");
        learn("$identify", ADA, "{\"$anon_distinct_id\":\"anon-1\",\"$set\":{\"name\":\"Ada\"}}");

        var person = people.of(project).findPerson(ADA).orElseThrow();
        assertThat(people.of(project).findPerson(ANONYMOUS)).contains(person);
        assertThat(people.of(project).distinctIds(person)).containsExactlyInAnyOrder(ADA, ANONYMOUS);
        assertThat(properties(ADA)).contains("\"plan\": \"pro\"", "\"seen\": 1", "\"name\": \"Ada\"");
    }

    @Test
    void set_once_keeps_what_is_there() {
        learn("x", ADA, "{\"$set_once\":{\"first\":\"a\"}}");
        learn("x", ADA, "{\"$set_once\":{\"first\":\"b\"}}");

        assertThat(properties(ADA)).isEqualTo("{\"first\": \"a\"}");
    }

    @Test
    void an_alias_is_the_same_person() {
        learn("$create_alias", ADA, "{\"alias\":\"anon-1\"}");

        assertThat(people.of(project).findPerson(ANONYMOUS))
                .isEqualTo(people.of(project).findPerson(ADA))
                .isPresent();
    }

    @Test
    void properties_never_grow_beyond_their_limit() {
        learn("x", ADA, "{\"$set\":{\"a\":\"" + "x".repeat(60_000) + "\"}}");
        learn("x", ADA, "{\"$set\":{\"b\":\"" + "x".repeat(60_000) + "\"}}");

        assertThat(properties(ADA)).contains("\"a\"").doesNotContain("\"b\"");
    }

    @ParameterizedTest
    @CsvSource({
        "exact, pro, true",
        "exact, Pro, false",
        "is_not, free, true",
        "is_not, pro, false",
        "icontains, PR, true",
        "icontains, %, false",
        "not_icontains, x, true",
        "is_set, '', true",
        "is_not_set, '', false",
        "gt, 1, false"
    })
    void a_property_makes_members_of_those_who_are_there_and_of_those_who_come(
            String operator, String value, boolean member) {
        learn("x", ADA, "{\"$set\":{\"plan\":\"pro\"}}");
        Cohort cohort = people.cohorts()
                .create(
                        project,
                        operator,
                        Condition.of(Optional.of("plan"), Optional.of(operator), Optional.of(value)));
        people.members().look();
        learn("$identify", ADA, "{\"$anon_distinct_id\":\"anon-1\"}");

        assertThat(people.of(project).isMember(cohort.id(), ADA)).isEqualTo(member);
        assertThat(people.of(project).isMember(cohort.id(), ANONYMOUS)).isEqualTo(member);
    }

    @Test
    void members_leave_when_their_property_changes_and_come_back() {
        Cohort rich = people.cohorts()
                .create(project, "rich", Condition.of(Optional.of("mrr"), Optional.of("gt"), Optional.of("100")));
        for (int mrr : List.of(101, 99, 1000)) {
            learn("x", ADA, "{\"$set\":{\"mrr\":" + mrr + "}}");
            assertThat(people.of(project).isMember(rich.id(), ADA))
                    .as("at %s", mrr)
                    .isEqualTo(mrr > 100);
        }
        learn("x", ADA, "{\"$set\":{\"mrr\":\"1e9\"}}");
        assertThat(people.of(project).isMember(rich.id(), ADA)).isFalse();
    }

    @Test
    void uploaded_ids_are_members_on_every_host_and_of_this_project_alone() {
        try (PeopleService other = new PeopleService(postgres.database(), postgres.clock())) {
            other.start();
            Cohort cohort = people.cohorts().create(project, "testers", Optional.empty());
            people.cohorts().upload(project, cohort.id(), List.of(ADA, ANONYMOUS), false);
            other.members().look();
            assertThat(other.of(project).isMember(cohort.id(), ADA)).isTrue();
            ProjectId stranger = new Seed(postgres).project("stranger");
            assertThat(other.of(stranger).isMember(cohort.id(), ADA)).isFalse();

            people.cohorts().upload(project, cohort.id(), List.of(ANONYMOUS), true);
            other.members().look();
            assertThat(other.of(project).isMember(cohort.id(), ADA)).isFalse();
            assertThat(other.of(project).isMember(cohort.id(), ANONYMOUS)).isTrue();

            people.cohorts().delete(project, cohort.id());
            other.members().look();
            assertThat(other.of(project).isMember(cohort.id(), ANONYMOUS)).isFalse();
            assertThatThrownBy(() -> people.cohorts().require(stranger, cohort.id()))
                    .isInstanceOf(ApiException.class);
        }
    }

    @Test
    void a_change_that_commits_after_later_ones_is_seen_too() throws Exception {
        Cohort cohort = people.cohorts().create(project, "testers", Optional.empty());
        postgres.database().inTransaction("begin early and commit late", early -> {
            early.createUpdate("""
                            insert into cohort_member (cohort, escaped_id, member, changed)
                            values (:cohort, 'slow', true, pg_current_xact_id())
                            """).bind("cohort", cohort.id().value()).execute();
            people.cohorts().upload(project, cohort.id(), List.of(ADA), false);
            people.members().look();
            return null;
        });
        people.members().look();

        assertThat(people.of(project).isMember(cohort.id(), new DistinctId("slow")))
                .isTrue();
    }

    @Test
    void visitors_who_are_joined_from_all_sides_at_once_are_one_person() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = IntStream.range(0, 40)
                    .<Future<?>>mapToObj(i -> pool.submit(() -> people.learn(
                            project,
                            List.of(event(
                                    "$identify",
                                    new DistinctId("v" + i % 8),
                                    "{\"$anon_distinct_id\":\"v" + (i + 1) % 8 + "\"}")))))
                    .toList();
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        var person = people.of(project).findPerson(new DistinctId("v0")).orElseThrow();
        assertThat(people.of(project).distinctIds(person)).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({"plan, like, x", "'', exact, x", "plan, gt, many", "plan, is_set, x", "plan, exact, ''"})
    void a_condition_that_makes_no_sense_is_refused(String property, String operator, String value) {
        assertThatThrownBy(() -> Condition.of(Optional.of(property), Optional.of(operator), Optional.of(value)))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("Cannot make the cohort: ");
    }
}
