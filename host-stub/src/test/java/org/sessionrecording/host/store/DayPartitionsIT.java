package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.store.DayPartitions.Dropped;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Each test moves the clock to days of its own, so none sees another's partitions. */
final class DayPartitionsIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");

    private final DayPartitions partitions = new DayPartitions(postgres.database(), postgres.clock());
    private final Seed seed = new Seed(postgres);
    private final ProjectId project = seed.project("test");

    @Test
    void makes_days_ahead_stored_as_the_chunk_table_says() {
        postgres.clock().advance(Duration.ofDays(100));

        partitions.makeAhead(2);
        partitions.makeAhead(2);

        LocalDate today = partitions.today();
        assertThat(attached()).contains(name(today), name(today.plusDays(1)), name(today.plusDays(2)));
        assertThat(text("select attstorage::text from pg_attribute where attname = 'data' and attrelid = '"
                        + name(today) + "'::regclass"))
                .isEqualTo("e");
        assertThat(text("select count(*)::text from pg_index where indisprimary and indrelid = '" + name(today)
                        + "'::regclass"))
                .isEqualTo("1");
    }

    @Test
    void two_hosts_may_make_the_same_days_at_once() throws Exception {
        postgres.clock().advance(Duration.ofDays(100));
        List<CompletableFuture<Void>> makers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            DayPartitions host = new DayPartitions(postgres.database(), postgres.clock());
            makers.add(CompletableFuture.runAsync(() -> host.makeAhead(3)));
        }
        for (CompletableFuture<Void> maker : makers) {
            maker.get(20, TimeUnit.SECONDS);
        }

        assertThat(attached()).contains(name(partitions.today().plusDays(3)));
    }

    @Test
    void makes_a_day_while_a_reader_and_a_writer_hold_the_table() throws SQLException {
        postgres.clock().advance(Duration.ofDays(100));
        partitions.ensure(partitions.today());
        Seeded seeded = seed.recording(project, "ada", OLD, 1);
        try (Connection busy = postgres.database().dataSource().getConnection();
                Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("select * from chunk");
            statement.execute("update chunk set count = count where recording = " + seeded.key());

            partitions.ensure(partitions.today().plusDays(5));

            assertThat(attached()).contains(name(partitions.today().plusDays(5)));
            busy.rollback();
        }
    }

    @Test
    void drops_a_day_before_yesterday_once_nothing_in_it_is_alive() {
        LocalDate day = aNewDay();
        Seeded seeded = seed.recording(project, new DistinctId("ada"), OLD, day, 2);

        postgres.clock().advance(Duration.ofDays(2));
        assertThat(partitions.dropEmpty()).isEmpty();

        removed(seeded);
        List<Dropped> dropped = partitions.dropEmpty();

        assertThat(dropped).extracting(Dropped::name).containsExactly(name(day));
        assertThat(dropped).extracting(Dropped::day).containsExactly(day);
        assertThat(dropped.get(0).bytes()).isPositive();
        assertThat(tables()).doesNotContain(name(day));
        assertThat(partitions.dropEmpty()).isEmpty();
    }

    @Test
    void keeps_today_and_yesterday_though_they_are_empty() {
        LocalDate day = aNewDay();
        partitions.ensure(day);

        postgres.clock().advance(Duration.ofDays(1));

        assertThat(partitions.dropEmpty()).isEmpty();
        assertThat(attached()).contains(name(day));
    }

    @Test
    void keeps_a_day_between_a_recordings_first_and_last() {
        LocalDate day = aNewDay();
        Seeded seeded = seed.recording(project, new DistinctId("long"), OLD, day.minusDays(1), 1);
        seed.lateChunk(seeded.key(), day.plusDays(1), "{}");
        partitions.ensure(day);

        postgres.clock().advance(Duration.ofDays(10));

        assertThat(partitions.dropEmpty()).isEmpty();
        assertThat(attached()).contains(name(day));
        removed(seeded);
        assertThat(partitions.dropEmpty()).hasSize(3);
    }

    @Test
    void a_reader_that_holds_the_day_delays_its_drop_and_nobody_else() throws Exception {
        LocalDate day = aNewDay();
        Seeded seeded = seed.recording(project, new DistinctId("ada"), OLD, day, 3);
        postgres.clock().advance(Duration.ofDays(2));
        partitions.makeAhead(1);

        try (Connection reader = postgres.database().dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.setFetchSize(1);
            try (ResultSet rows = statement.executeQuery(
                    "select octet_length(data) from chunk where recording = " + seeded.key() + " order by id")) {
                assertThat(rows.next()).isTrue();
                removed(seeded);
                CompletableFuture<List<Dropped>> drop = CompletableFuture.supplyAsync(partitions::dropEmpty);
                CompletableFuture<Set<String>> kept = CompletableFuture.supplyAsync(() -> waitingUntil(drop));
                insertUntil(drop);

                assertThat(drop.get(20, TimeUnit.SECONDS)).isEmpty();
                assertThat(kept.get(20, TimeUnit.SECONDS))
                        .as("statements that wait for a lock but the drop itself")
                        .isEmpty();
                assertThat(tables()).contains(name(day));
                assertThat(rows.next()).isTrue();
                assertThat(rows.next()).isTrue();
                assertThat(rows.next()).isFalse();
            }
            reader.rollback();
        }

        assertThat(partitions.dropEmpty()).extracting(Dropped::name).containsExactly(name(day));
        assertThat(tables()).doesNotContain(name(day));
    }

    @Test
    void finishes_what_a_killed_host_had_detached_but_not_dropped() {
        LocalDate day = aNewDay();
        partitions.ensure(day);
        postgres.database().with("detach", handle -> handle.execute("alter table chunk detach partition " + name(day)));
        postgres.clock().advance(Duration.ofDays(2));

        assertThat(partitions.dropEmpty()).extracting(Dropped::name).containsExactly(name(day));
    }

    @Test
    void attaches_again_what_came_back_to_life_while_it_was_detached() {
        LocalDate day = aNewDay();
        Seeded seeded = seed.recording(project, new DistinctId("ada"), OLD, day, 2);
        PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        postgres.database().with("detach", handle -> handle.execute("alter table chunk detach partition " + name(day)));
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000)).isEmpty();
        postgres.clock().advance(Duration.ofDays(2));

        assertThat(partitions.dropEmpty()).isEmpty();

        assertThat(attached()).contains(name(day));
        assertThat(recordings.chunks(seeded.key(), ChunkId.NONE, 1_000)).hasSize(2);
        removed(seeded);
        assertThat(partitions.dropEmpty()).hasSize(1);
    }

    @Test
    void moves_what_is_pinned_or_quarantined_aside_so_that_the_day_can_go() {
        LocalDate day = aNewDay();
        PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        Seeded pinned = seed.recording(project, new DistinctId("pinned"), OLD, day, 2);
        Seeded sick = seed.recording(project, new DistinctId("sick"), OLD, day, 1);
        Seeded done = seed.recording(project, new DistinctId("done"), OLD, day, 1);
        ChunkId late = seed.lateChunk(pinned.key(), day.plusDays(3), "{}");
        recordings.pin(pinned.key(), Optional.empty());
        recordings.quarantine(sick.key(), "rotten");
        postgres.clock().advance(Duration.ofDays(3));
        assertThat(partitions.dropEmpty()).isEmpty();

        removed(done);

        assertThat(partitions.dropEmpty()).extracting(Dropped::day).containsExactly(day);
        assertThat(recordings.chunks(pinned.key(), ChunkId.NONE, 1_000_000))
                .extracting(chunk -> chunk.info().id())
                .containsExactly(pinned.chunks().get(0), pinned.last(), late);
        assertThat(recordings.chunks(sick.key(), ChunkId.NONE, 1_000_000)).hasSize(1);
        assertThat(text("select count(*)::text from chunk_kept")).isEqualTo("4");

        removed(pinned);
        removed(sick);
        partitions.dropEmpty();
        assertThat(text("select count(*)::text from chunk_kept")).isEqualTo("0");
    }

    @Test
    void makes_a_day_again_that_another_host_dropped() {
        LocalDate day = aNewDay();
        partitions.ensure(day);
        postgres.clock().advance(Duration.ofDays(2));
        new DayPartitions(postgres.database(), postgres.clock()).dropEmpty();
        assertThat(attached()).doesNotContain(name(day));

        partitions.makeMissing(day);

        assertThat(attached()).contains(name(day));
    }

    @Test
    void two_hosts_that_drop_at_once_drop_each_day_once() throws Exception {
        LocalDate day = aNewDay();
        partitions.ensure(day);
        partitions.ensure(day.plusDays(1));
        postgres.clock().advance(Duration.ofDays(5));
        DayPartitions other = new DayPartitions(postgres.database(), postgres.clock());

        CompletableFuture<List<Dropped>> one = CompletableFuture.supplyAsync(partitions::dropEmpty);
        CompletableFuture<List<Dropped>> two = CompletableFuture.supplyAsync(other::dropEmpty);
        List<Dropped> all = new ArrayList<>(one.get(20, TimeUnit.SECONDS));
        all.addAll(two.get(20, TimeUnit.SECONDS));

        assertThat(all).extracting(Dropped::day).containsExactlyInAnyOrder(day, day.plusDays(1));
    }

    /** Moves on, so that no other test's days are before yesterday but dropped, and gives today. */
    private LocalDate aNewDay() {
        postgres.clock().advance(Duration.ofDays(100));
        partitions.dropEmpty();
        return partitions.today();
    }

    private void insertUntil(CompletableFuture<?> done) {
        for (int count = 0; !done.isDone(); count++) {
            seed.recording(project, "during" + count, postgres.clock().instant(), 1);
        }
    }

    /** Statements that were seen waiting for a lock, other than a drop's. */
    private static Set<String> waitingUntil(CompletableFuture<?> done) {
        Set<String> seen = new HashSet<>();
        while (!done.isDone()) {
            seen.addAll(names("select query from pg_stat_activity where datname = current_database()"
                    + " and wait_event_type = 'Lock' and query not ilike '%detach partition%'"));
        }
        return seen;
    }

    private static void removed(Seeded seeded) {
        postgres.database().with("remove", handle -> handle.createUpdate("""
                        update recording set archived_through = last_chunk, removed_through = last_chunk, live_from = null,
                          live_to = null where key = :key
                        """)
                .bind("key", seeded.key().value())
                .execute());
    }

    private static String name(LocalDate day) {
        return PartitionNames.of(day);
    }

    private static List<String> attached() {
        return names("select inhrelid::regclass::text from pg_inherits where inhparent = 'chunk'::regclass");
    }

    private static List<String> tables() {
        return names("select relname from pg_class where relkind = 'r'");
    }

    private static List<String> names(String sql) {
        return postgres.database().with("list tables", handle -> handle.createQuery(sql)
                .mapTo(String.class)
                .list());
    }

    private static String text(String sql) {
        return names(sql).get(0);
    }
}
