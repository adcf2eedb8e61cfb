package org.sessionrecording.host.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.erasure.EveryColumn;
import org.sessionrecording.host.store.ErasureScope;
import org.sessionrecording.host.store.Erasures;
import org.sessionrecording.host.store.StoredEvent;

/** Who was erased is no person, no alias and no member any more, on any host, whatever was under way meanwhile. */
class ErasedPersonsIT extends PeopleSpecs {
    private static final DistinctId ADA = new DistinctId("ada.lovelace@example.com");
    private static final DistinctId GRACE = new DistinctId("grace.hopper@example.com");
    private static final DistinctId PHONE = new DistinctId("anonymous-phone");

    private void learn(String name, DistinctId id, Instant at, String properties) {
        byte[] key = ByteBuffer.allocate(16).putLong(System.nanoTime()).array();
        people.learn(
                project,
                List.of(new StoredEvent(
                        key, name, id, Optional.empty(), at, postgres.clock().instant(), properties)));
    }

    private Instant now() {
        return postgres.clock().instant();
    }

    private void erase(DistinctId id) {
        new Erasures(postgres.database(), postgres.clock())
                .erase(project, new ErasureScope.Person(id, true), "admin", List.of(), gone -> {});
    }

    private Cohort cohort(String property, String value) {
        return people.cohorts()
                .create(
                        project,
                        property,
                        Condition.of(Optional.of(property), Optional.of("exact"), Optional.of(value)));
    }

    @Test
    void leaves_every_cohort_also_in_the_memory_of_a_running_host() {
        Cohort uploaded = people.cohorts().create(project, "testers", Optional.empty());
        people.cohorts().upload(project, uploaded.id(), List.of(GRACE, PHONE), false);
        Cohort rich = cohort("plan", "pro");
        learn("x", GRACE, now(), "{\"$set\":{\"plan\":\"pro\"}}");
        people.members().look();
        assertThat(people.of(project).isMember(uploaded.id(), GRACE)).isTrue();
        assertThat(people.of(project).isMember(rich.id(), GRACE)).isTrue();

        erase(GRACE);
        people.members().look();

        assertThat(people.of(project).isMember(uploaded.id(), GRACE)).isFalse();
        assertThat(people.of(project).isMember(rich.id(), GRACE)).isFalse();
        assertThat(people.of(project).isMember(uploaded.id(), PHONE)).isTrue();
        assertThat(EveryColumn.holding(postgres.database(), GRACE.value()))
                .as("but for the erasure itself, until it is done")
                .containsExactly("erasure_subject.value");
    }

    @Test
    void ids_that_were_joined_with_it_are_in_no_cohort_by_what_was_known_of_it() {
        Cohort rich = cohort("plan", "pro");
        learn("$identify", ADA, now(), "{\"$anon_distinct_id\":\"anonymous-phone\",\"$set\":{\"plan\":\"pro\"}}");
        people.members().look();
        assertThat(people.of(project).isMember(rich.id(), PHONE)).isTrue();

        erase(ADA);
        people.members().look();

        assertThat(people.of(project).isMember(rich.id(), PHONE)).isFalse();
        assertThat(people.of(project).findPerson(PHONE)).isEmpty();
    }

    @Test
    void what_was_stored_before_and_is_told_after_makes_no_person() {
        Instant before = now();
        erase(ADA);

        learn("$identify", ADA, before, "{\"$set\":{\"name\":\"Ada\"}}");
        assertThat(people.of(project).findPerson(ADA)).isEmpty();

        learn("$identify", ADA, now(), "{\"$set\":{\"name\":\"Ada\"}}");
        assertThat(people.of(project).findPerson(ADA)).as("who comes back").isPresent();
    }

    @Test
    void nobody_elses_event_from_before_names_it_again() {
        Instant before = now();
        erase(ADA);

        learn("$create_alias", PHONE, before, "{\"alias\":\"ada.lovelace@example.com\"}");

        assertThat(people.of(project).findPerson(PHONE)).isPresent();
        assertThat(people.of(project).findPerson(ADA)).isEmpty();
    }
}
