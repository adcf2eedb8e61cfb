package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.State;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;

final class PgStateIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private final ProjectId project = new Seed(postgres).project("test");
    private final State state = of(project, "plugin-a");

    private static State of(ProjectId project, String plugin) {
        return new PgState(postgres.database(), project, plugin);
    }

    @Test
    void writes_only_over_the_version_that_was_read() {
        State.Entry first = state.put("key", "one", 0).orElseThrow();
        assertThat(state.put("key", "other", 0)).isEmpty();

        State.Entry second = state.put("key", "two", first.version()).orElseThrow();
        assertThat(state.put("key", "late", first.version())).isEmpty();

        assertThat(state.find("key")).contains(second);
        assertThat(second.value()).isEqualTo("two");
        assertThat(state.delete("key", first.version())).isFalse();
        assertThat(state.delete("key", second.version())).isTrue();
        assertThat(state.find("key")).isEmpty();
    }

    @Test
    void a_record_made_again_is_not_taken_for_the_old_one() {
        State.Entry old = state.put("key", "old", 0).orElseThrow();
        state.delete("key", old.version());
        state.put("key", "new", 0);

        assertThat(state.put("key", "zombie", old.version())).isEmpty();
        assertThat(state.find("key").orElseThrow().value()).isEqualTo("new");
    }

    @Test
    void keeps_projects_and_plugins_apart() {
        state.put("key", "mine", 0);
        state.addUpTo("counter", 5, 10);

        for (State other : List.of(of(project, "plugin-b"), of(new Seed(postgres).project("other"), "plugin-a"))) {
            assertThat(other.find("key")).isEmpty();
            assertThat(other.scan("", "", 10)).isEmpty();
            assertThat(other.addUpTo("counter", 1, 10)).contains(1L);
        }
    }

    @Test
    void scans_a_prefix_in_key_order_page_by_page() {
        for (String key : List.of("b/1", "a/2", "a/10", "a/%", "A/1", "aa", "a/ş")) {
            state.put(key, key, 0);
        }

        List<State.Entry> first = state.scan("a/", "", 2);
        List<State.Entry> rest = state.scan("a/", first.get(1).key(), 10);

        assertThat(first).extracting(State.Entry::key).containsExactly("a/%", "a/10");
        assertThat(rest).extracting(State.Entry::key).containsExactly("a/2", "a/ş");
    }

    @Test
    void counts_exactly_up_to_the_limit_under_concurrency() throws Exception {
        List<CompletableFuture<Optional<Long>>> adds = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            adds.add(CompletableFuture.supplyAsync(() -> state.addUpTo("quota", 3, 60)));
        }
        int taken = 0;
        for (CompletableFuture<Optional<Long>> add : adds) {
            taken += add.get(20, TimeUnit.SECONDS).isPresent() ? 1 : 0;
        }

        assertThat(taken).isEqualTo(20);
        assertThat(state.addUpTo("quota", 0, 60)).contains(60L);
        assertThat(state.addUpTo("quota", -10, 60)).contains(50L);
        assertThat(state.addUpTo("quota", Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nul\u0000", "lone\ud83c"})
    void refuses_keys_that_the_database_cannot_hold(String key) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> state.put(key, "value", 0))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.CALLER));
    }

    @Test
    void refuses_long_keys_and_values() {
        assertThat(state.put("k".repeat(300), "v".repeat(64 * 1024), 0)).isPresent();
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> state.put("k".repeat(301), "v", 0));
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> state.put("k", "ş".repeat(33 * 1024), 0));
    }
}
