package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;

/** Projects, audit, usage and the events that were seen. */
final class CatalogIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Seed seed = new Seed(postgres);
    private final Projects projects = new Projects(postgres.database());

    @Test
    void makes_the_first_project_once_on_however_many_hosts() throws Exception {
        Set<ProjectId> made = new HashSet<>();
        List<CompletableFuture<ProjectRow>> hosts = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> new Projects(postgres.database()).ensureFirst("Demo", Optional.of("phc_test"))))
                .limit(4)
                .toList();
        for (CompletableFuture<ProjectRow> host : hosts) {
            made.add(host.get(20, TimeUnit.SECONDS).id());
        }

        assertThat(made).hasSize(1);
        assertThat(projects.first().map(ProjectRow::id))
                .contains(made.iterator().next());
    }

    @Test
    void finds_a_project_by_its_token_only() {
        ProjectRow project = projects.create("ünïcode");

        assertThat(project.token()).startsWith("phc_").hasSizeGreaterThan(30);
        assertThat(projects.findByToken(project.token())).contains(project);
        assertThat(projects.findByToken(project.token())).contains(project);
        assertThat(projects.findByToken("phc_none")).isEmpty();
        assertThat(projects.findByToken("phc_\u0000\ud83c")).isEmpty();
        assertThat(projects.find(project.id())).contains(project);
        assertThat(projects.find(new ProjectId(999_999))).isEmpty();
    }

    @Test
    void keeps_audit_lines_newest_first_per_project() {
        ProjectId project = seed.project("test");
        PgAudit audit = new PgAudit(postgres.database(), postgres.clock(), project, "admin@example.com");
        audit.record("recording_pinned", "ada\u0000/1", "kept");
        audit.record("recording_unpinned", "ada/1", "");
        new PgAudit(postgres.database(), postgres.clock(), seed.project("other"), "x").record("a", "b", "c");

        List<PgAudit.Entry> newest = audit.newest(Long.MAX_VALUE, 1);
        List<PgAudit.Entry> before = audit.newest(newest.get(0).id(), 10);

        assertThat(newest).extracting(PgAudit.Entry::action).containsExactly("recording_unpinned");
        assertThat(before).extracting(PgAudit.Entry::action).containsExactly("recording_pinned");
        assertThat(before.get(0).actor()).isEqualTo("admin@example.com");
        assertThat(before.get(0).subject()).isEqualTo("ada\ufffd/1");
    }

    @Test
    void counts_what_arrived_by_day(@TempDir Path directory) {
        ProjectId project = seed.project("test");
        LocalDate today = postgres.clock().instant().atOffset(ZoneOffset.UTC).toLocalDate();
        seed.recording(project, new DistinctId("a"), OLD, today, 2);
        seed.recording(project, new DistinctId("b"), OLD, today.minusDays(3), 1);
        seed.recording(seed.project("other"), "c", OLD, 5);
        PgUsage usage = new PgUsage(postgres.database(), postgres.clock(), project, Optional.of(directory));

        assertThat(usage.recent(4))
                .extracting(Usage.Day::day, Usage.Day::chunks)
                .containsExactly(tuple(today, 2L), tuple(today.minusDays(3), 1L));
        assertThat(usage.recent(1)).hasSize(1);
        assertThat(usage.recent(4).get(0).storedBytes()).isPositive();
        assertThat(usage.liveBytes())
                .isEqualTo(usage.recent(4).stream()
                        .mapToLong(Usage.Day::storedBytes)
                        .sum());
        assertThat(usage.freeDiskBytes()).isPresent();
        assertThat(new PgUsage(postgres.database(), postgres.clock(), project, Optional.empty()).freeDiskBytes())
                .isEmpty();
    }

    @Test
    void forgets_seen_events_two_days_after_their_session_was_archived() {
        ProjectId project = seed.project("test");
        Seeded archived = seed.recording(project, "a", OLD, 1);
        Seeded live = seed.recording(project, "b", OLD, 1);
        see(archived);
        see(live);
        SeenEvents seen = new SeenEvents(postgres.database(), postgres.clock());
        assertThat(seen.forgetOld()).isZero();

        archive(archived);
        assertThat(seen.forgetOld()).isZero();
        postgres.clock().advance(Duration.ofHours(49));

        assertThat(seen.forgetOld()).isEqualTo(3);
        assertThat(seen.forgetOld()).isZero();
        assertThat(seenOf(live)).isEqualTo(3);
    }

    private static void see(Seeded recording) {
        postgres.database().with("see", handle -> handle.createUpdate("""
                        insert into seen_event (session, event_key)
                        select r.session, decode(lpad(n::text, 32, '0'), 'hex') from recording r, generate_series(1, 3) n
                        where r.key = :key
                        """)
                .bind("key", recording.key().value())
                .execute());
    }

    private static int seenOf(Seeded recording) {
        return postgres.database().with("count", handle -> handle.createQuery(
                        "select count(*) from seen_event where session = (select session from recording where key = :key)")
                .bind("key", recording.key().value())
                .mapTo(int.class)
                .one());
    }

    private static void archive(Seeded recording) {
        postgres.database().with("archive", handle -> handle.createUpdate(
                        "update recording set archived_through = last_chunk, archived_at = :now where key = :key")
                .bind("now", Sql.at(postgres.clock().instant()))
                .bind("key", recording.key().value())
                .execute());
    }
}
