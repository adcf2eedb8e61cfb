package org.sessionrecording.host.rerun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.operation.CancelledException;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.operation.OperationContext;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.host.playback.MemorySource;
import org.sessionrecording.host.playback.RecordingDocuments;
import org.sessionrecording.host.store.DueFacts;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;
import org.sessionrecording.host.testing.Seed.Seeded;
import org.sessionrecording.host.web.FakeExtensions;

final class RerunEnrichersIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    private static final String OTHERS = "\"other/count\": {\"version\": 7, \"facts\": {\"clicks\": {\"count\": 3}}}";

    private final Seed seed = new Seed(postgres);
    private final MemorySource archive = new MemorySource(postgres.database());
    private final Map<String, Long> figures = new HashMap<>();
    private ProjectId project = new ProjectId(1);
    private int recordings;

    @BeforeEach
    void a_project() {
        project = seed.project("test");
    }

    @Test
    void a_new_enricher_reaches_live_and_archived_recordings() {
        Seeded live = recorded("one", "two");
        Seeded archived = recorded("three", "four");
        archive.archive(postgres.clock(), project, archived.key());
        Seeded both = recorded("five", "six");
        archive.archive(postgres.clock(), project, both.key());
        chunk(both, "late");
        execute("update recording set skew_millis = 5000 where key = " + archived.key());

        assertThat(run(new Snapshots(1))).isEqualTo(new Outcome.Succeeded("Enrichers saw 3 of 3 recordings again"));

        assertThat(said(live)).isEqualTo("one two");
        assertThat(said(archived)).isEqualTo("three four");
        assertThat(said(both)).isEqualTo("five six late");
        assertThat(timeline(archived).moments().get(0).at()).isEqualTo(AT.plusSeconds(5));
        assertThat(timeline(live).moments().get(0).at()).isEqualTo(AT);
        assertThat(figures)
                .containsEntry("due", 3L)
                .containsEntry("done", 3L)
                .containsEntry("chunks", 7L)
                .containsEntry("skipped", 0L)
                .containsEntry("failed", 0L);
        assertThat(figures.get("bytes")).isPositive();

        run(new Snapshots(1));
        assertThat(figures).as("done is not due").containsEntry("due", 0L).containsEntry("chunks", 0L);
        run(new Snapshots(1), "again", "true");
        assertThat(figures).containsEntry("done", 3L);
        assertThat(said(both)).isEqualTo("five six late");
    }

    @Test
    void a_raised_version_replaces_what_it_found_and_nothing_else() {
        Seeded seeded = recorded("one", "two");
        facts(seeded, OTHERS + ", \"acme/snapshots\": {\"version\": 1, \"facts\": {\"old\": {\"count\": 9}}}");

        run(new Snapshots(2));

        assertThat(said(seeded)).isEqualTo("one two");
        assertThat(recording(seeded).facts().find("old")).isEmpty();
        assertThat(recording(seeded).facts().find("clicks")).contains(new Fact.Count(3));
        run(new Snapshots(1));
        assertThat(figures).as("a lower version has nothing to do").containsEntry("due", 0L);
    }

    @Test
    void a_chunk_that_arrives_meanwhile_is_not_lost() {
        Seeded seeded = recorded("one", "two");
        AtomicBoolean arrived = new AtomicBoolean();
        Snapshots enricher = new Snapshots(1, snapshot -> {
            if (!arrived.getAndSet(true)) {
                chunk(seeded, "meanwhile");
                facts(seeded, "\"acme/snapshots\": {\"version\": 1, \"facts\": {\"seen\": {\"count\": 1}}}");
            }
        });

        run(enricher);

        assertThat(said(seeded)).isEqualTo("one two meanwhile");
        assertThat(recording(seeded).facts().find("seen")).contains(new Fact.Count(3));
        assertThat(figures).as("none was read twice").containsEntry("chunks", 3L);
    }

    @Test
    void a_dry_run_says_what_it_would_read_and_changes_nothing() {
        Seeded seeded = recorded("one");
        OperationContext context = context(Map.of());
        when(context.dryRun()).thenReturn(true);

        Outcome outcome = operation(new Snapshots(1)).run(context);

        long bytes = recording(seeded).storedBytes();
        assertThat(outcome).isEqualTo(new Outcome.Succeeded("Would read 1 recordings, " + bytes + " bytes"));
        assertThat(figures).containsEntry("due", 1L).containsEntry("bytes", bytes);
        assertThat(recording(seeded).facts().byName()).isEmpty();
    }

    @Test
    void what_cannot_be_read_or_enriched_keeps_no_other_from_its_turn() {
        Seeded corrupt = seed.recording(project, "corrupt", AT, 1);
        Seeded unreadable = recorded("away");
        archive.archive(postgres.clock(), project, unreadable.key());
        execute("update archive_part set source = 'nobody.archive' where recording = " + unreadable.key());
        Seeded quarantined = recorded("aside");
        execute("update recording set quarantined = 'rotten', quarantined_at = now() where key = " + quarantined.key());
        Seeded poison = recorded("fine", "poison");
        Seeded sound = recorded("sound");
        Snapshots weak = new Snapshots(1, snapshot -> {
            if (snapshot.find("data", "text").filter("poison"::equals).isPresent()) {
                throw new ApiException(ApiException.Kind.PLUGIN, "Cannot enrich: boom");
            }
        });

        Outcome outcome = run(Map.of("acme", weak, "zeta", new Snapshots(1), "test", archive), context(Map.of()));

        assertThat(outcome)
                .isEqualTo(new Outcome.Failed(
                        "Enrichers saw 1 of 5 recordings again; an enricher failed on 1 (see the log);"
                                + " skipped 3: corrupt 1, quarantined 1, unreadable 1"));
        assertThat(figures)
                .containsEntry("done", 1L)
                .containsEntry("failed", 1L)
                .containsEntry("skipped", 3L);
        assertThat(text(sound)).contains("acme/snapshots", "zeta/snapshots");
        assertThat(text(poison)).contains("zeta/snapshots").doesNotContain("acme/snapshots");
        assertThat(text(corrupt)).isEqualTo("{}");
        run(new Snapshots(1), "enricher", "acme/snapshots");
        assertThat(said(poison)).as("it stayed due").isEqualTo("fine poison");
    }

    @Test
    void facts_beyond_what_a_row_holds_are_whole_beside_it_until_they_are_replaced_by_less() {
        Seeded seeded = recorded("long ".repeat(100), "long ".repeat(100), "long ".repeat(1_000));
        facts(seeded, OTHERS);
        archive.archive(postgres.clock(), project, seeded.key());

        run(
                Map.of("acme", new Snapshots(1), "beta", new Snapshots(1), "gamma", new Snapshots(1), "test", archive),
                context(Map.of()));

        PgRecordings stored = new PgRecordings(postgres.database(), postgres.clock(), project);
        assertThat(recording(seeded).factsCut()).isTrue();
        assertThat(((Fact.Timeline) stored.wholeFacts(seeded.key()).find("said").orElseThrow()).moments())
                .hasSize(3);
        run(new Snapshots(1));
        assertThat(figures).containsEntry("due", 0L);
        execute("update recording_facts set facts = '{" + OTHERS + "}' where recording = " + seeded.key());

        run(new Snapshots(2));

        assertThat(recording(seeded).factsCut()).isFalse();
        assertThat(stored.wholeFacts(seeded.key())).isEqualTo(recording(seeded).facts());
    }

    @Test
    void a_run_keeps_to_its_span_and_to_its_project() {
        Seeded early = recorded("early");
        Seeded late = recorded("late");
        Seeded foreign = seed.recording(seed.project("other"), "ada", AT, 1);
        execute("update recording set ts = '2026-11-01T00:00:00Z' where key = " + early.key());

        run(new Snapshots(1), "from", "2026-11-02T00:00:00Z", "to", "2026-11-30T00:00:00Z");

        assertThat(text(early)).isEqualTo("{}");
        assertThat(said(late)).isEqualTo("late");
        assertThat(text(foreign)).isEqualTo("{}");
        assertThatThrownBy(() -> operation(new Snapshots(1)).check(Map.of("from", "yesterday")))
                .hasMessageContaining("from is an instant");
        assertThatThrownBy(() -> run(new Snapshots(1), "enricher", "acme/other"))
                .hasMessageContaining("no running plugin has it");
    }

    @Test
    void a_cancelled_run_goes_on_with_the_next() {
        Seeded first = recorded("first");
        Seeded second = recorded("second");
        OperationContext context = context(Map.of());
        Snapshots enricher =
                new Snapshots(1, snapshot -> when(context.isCancelled()).thenReturn(true));

        assertThatThrownBy(() -> operation(enricher).run(context)).isInstanceOf(CancelledException.class);

        assertThat(said(first)).isEqualTo("first");
        assertThat(text(second)).isEqualTo("{}");
        run(new Snapshots(1));
        assertThat(figures).containsEntry("due", 1L);
        assertThat(said(second)).isEqualTo("second");
    }

    private Outcome run(Snapshots enricher, String... parameters) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            given.put(parameters[i], parameters[i + 1]);
        }
        return operation(enricher).run(context(given));
    }

    private Outcome run(Map<String, ExtensionPoint> extensions, OperationContext context) {
        return operation(extensions).run(context);
    }

    private RerunEnrichers operation(Snapshots enricher) {
        return operation(Map.of("acme", enricher, "test", archive));
    }

    private RerunEnrichers operation(Map<String, ExtensionPoint> byPlugin) {
        FakeExtensions extensions = new FakeExtensions(byPlugin);
        RecordingDocuments documents = new RecordingDocuments(
                postgres.database(), postgres.clock(), new Projects(postgres.database()), extensions);
        return new RerunEnrichers(extensions, documents, id -> new DueFacts(postgres.database(), postgres.clock(), id));
    }

    private OperationContext context(Map<String, String> parameters) {
        OperationContext context = mock(OperationContext.class);
        Project ours = mock(Project.class);
        when(ours.id()).thenReturn(project);
        when(context.project()).thenReturn(ours);
        when(context.parameters()).thenReturn(parameters);
        doCallRealMethod().when(context).checkCancelled();
        doAnswer(call -> figures.put(call.getArgument(0), call.getArgument(1)))
                .when(context)
                .figure(any(), anyLong());
        return context;
    }

    private Seeded recorded(String... texts) {
        Seeded seeded = seed.recording(project, "person" + recordings++, AT, 0);
        for (String text : texts) {
            chunk(seeded, text);
        }
        return seeded;
    }

    private void chunk(Seeded seeded, String text) {
        LocalDate today = postgres.clock().instant().atOffset(ZoneOffset.UTC).toLocalDate();
        long at = AT.toEpochMilli() + recording(seeded).snapshotCount();
        String json = "{\"type\":3,\"timestamp\":" + at + ",\"data\":{\"text\":\"" + text + "\"}}";
        seed.lateChunk(seeded.key(), today, json);
    }

    private static void facts(Seeded seeded, String json) {
        execute("update recording set facts = '{" + json + "}' where key = " + seeded.key());
    }

    private Recording recording(Seeded seeded) {
        return new PgRecordings(postgres.database(), postgres.clock(), project)
                .find(seeded.key())
                .orElseThrow();
    }

    private Fact.Timeline timeline(Seeded seeded) {
        return (Fact.Timeline) recording(seeded).facts().find("said").orElseThrow();
    }

    private String said(Seeded seeded) {
        return String.join(
                " ", timeline(seeded).moments().stream().map(Fact.Moment::text).toList());
    }

    private static String text(Seeded seeded) {
        return postgres.database().with("read facts", handle -> handle.createQuery(
                        "select facts::text from recording where key = " + seeded.key())
                .mapTo(String.class)
                .one());
    }

    private static void execute(String sql) {
        postgres.database().with("prepare", handle -> handle.execute(sql));
    }
}
