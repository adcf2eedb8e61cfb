package org.sessionrecording.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sessionrecording.wire.WireSamples;

class SeedPlanTest {
    private final List<SeedPlan.Visit> visits = SeedPlan.visits("phc_demo");

    @Test
    void the_plan_is_the_same_at_every_start() {
        assertThat(SeedPlan.visits("phc_demo")).isEqualTo(visits);
    }

    @Test
    void visits_are_of_different_ages_lengths_and_eras() {
        assertThat(visits).hasSize(SeedPlan.SESSIONS);
        assertThat(visits)
                .allSatisfy(visit -> assertThat(visit.age()).isBetween(Duration.ofHours(1), Duration.ofDays(20)));
        assertThat(visits.stream().filter(v -> v.age().toDays() >= 7).count()).isBetween(120L, 190L);
        assertThat(visits.stream().map(SeedPlan.Visit::era).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(WireSamples.ERAS);
        assertThat(visits.stream().filter(v -> v.rawBytes() > 1_000_000).count())
                .isGreaterThan(10);
        assertThat(visits.stream().mapToLong(SeedPlan.Visit::rawBytes).sum()).isLessThan(200_000_000);
    }

    @Test
    void sessions_are_each_a_session_of_their_own() {
        Set<String> ids = new HashSet<>();
        visits.forEach(visit -> ids.add(visit.visitor().sessionId()));
        assertThat(ids).hasSize(SeedPlan.SESSIONS);
    }

    @Test
    void the_last_visitor_comes_last_and_once() {
        assertThat(visits.stream().map(visit -> visit.visitor().distinctId()).filter(SeedPlan.LAST::equals))
                .hasSize(1);
        assertThat(visits.get(visits.size() - 1).visitor().distinctId()).isEqualTo(SeedPlan.LAST);
    }
}
