package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;

/** Facts in the row have at most 8 kB; all of them are there for the archive. */
final class RecordingFactsIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String ENRICHER = "test/pages";

    private final DayPartitions partitions = new DayPartitions(postgres.database(), postgres.clock());
    private final ChunkAppender appender = new ChunkAppender(postgres.database(), partitions);
    private final RecordingName name =
            new RecordingName(new DistinctId(UUID.randomUUID().toString()), AT);
    private ProjectId project = new ProjectId(1);
    private PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);

    @BeforeEach
    void a_project() {
        project = new Seed(postgres).project("test");
        recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
    }

    @Test
    void facts_that_fit_are_whole_in_the_row() {
        append(0, 10);

        Recording recording = recording();
        assertThat(recording.factsCut()).isFalse();
        assertThat(recordings.wholeFacts(recording.key())).isEqualTo(recording.facts());
        assertThat(kept()).isZero();
    }

    @Test
    void facts_beyond_8_kb_are_cut_in_the_row_and_whole_beside_it_until_the_archive_has_them() {
        append(0, 100);
        append(100, 100);

        Recording live = recording();
        assertThat(live.factsCut()).isTrue();
        assertThat(rowBytes()).isBetween(4_000, FactsCap.MOST_BYTES);
        assertThat(moments(live.facts())).isLessThan(200).isPositive();
        assertThat(count(live.facts())).isEqualTo(200);
        assertThat(moments(recordings.wholeFacts(live.key()))).isEqualTo(200);
        assertThat(kept()).isOne();

        archive(live);

        Recording archived = recording();
        assertThat(kept()).isZero();
        assertThat(archived.factsCut()).isTrue();
        assertThat(archived.facts()).isEqualTo(live.facts());
    }

    @Test
    void what_late_chunks_bring_merges_into_what_the_row_has() {
        append(0, 150);
        archive(recording());

        append(150, 50);

        Recording late = recording();
        assertThat(late.factsCut()).isTrue();
        assertThat(count(late.facts())).isEqualTo(200);
        assertThat(rowBytes()).isLessThanOrEqualTo(FactsCap.MOST_BYTES);
        assertThat(kept()).as("nobody has all of them to keep").isZero();
    }

    @Test
    void facts_of_a_recording_with_late_chunks_stay_for_the_part_that_will_hold_them() {
        append(0, 200);
        Recording before = recording();
        append(200, 1);

        archive(before);

        assertThat(kept()).isOne();
        assertThat(moments(recordings.wholeFacts(before.key()))).isEqualTo(200);
    }

    @Test
    void even_a_single_text_of_many_bytes_fits() {
        TreeMap<String, EnricherFacts> facts = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            facts.put(
                    "plugin/enricher" + i,
                    new EnricherFacts(
                            1, Facts.of(Map.of("a", new Fact.First(new Fact.Moment(AT, "\u6f22".repeat(2_000)))))));
        }
        String cut = FactsCap.cut(facts, new FactsCodec());

        assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(FactsCap.MOST_BYTES);
        assertThat(new FactsCodec().read(cut)).isNotEmpty();
    }

    @Test
    void a_version_that_came_while_a_recording_was_under_way_is_due_until_it_saw_all_of_it() {
        append(0, 1);
        assertThat(isDue(1)).isFalse();
        append(1, 1, 2);
        assertThat(isDue(2)).as("it saw the end alone").isTrue();

        Map<String, EnricherFacts> again = Map.of(ENRICHER, new EnricherFacts(2, Facts.none()));
        assertThat(dueFacts().replace(recording().key(), recording().lastChunk(), again))
                .isEqualTo(DueFacts.Stored.YES);
        assertThat(isDue(2)).isFalse();
        append(2, 1, 2);
        assertThat(isDue(2)).isFalse();
        append(3, 1, 1);
        assertThat(isDue(2)).as("an older host took a chunk in").isTrue();
    }

    @Test
    void an_enricher_that_came_while_a_recording_was_under_way_is_due() {
        append(0, 1);
        append(1, 1, "test/newcomer", 1);

        assertThat(dueFacts().page(asked("test/newcomer", 1), RecordingKey.NONE, 10))
                .singleElement()
                .satisfies(due -> assertThat(due.enrichers()).containsExactly("test/newcomer"));
    }

    private DueFacts dueFacts() {
        return new DueFacts(postgres.database(), postgres.clock(), project);
    }

    private static DueFacts.Query asked(String enricher, int version) {
        return new DueFacts.Query(Map.of(enricher, version), Optional.empty(), Optional.empty(), false);
    }

    private boolean isDue(int version) {
        return !dueFacts().page(asked(ENRICHER, version), RecordingKey.NONE, 10).isEmpty();
    }

    private void append(int from, int count) {
        append(from, count, 1);
    }

    private void append(int from, int count, int version) {
        append(from, count, ENRICHER, version);
    }

    private void append(int from, int count, String enricher, int version) {
        List<Fact.Moment> moments = IntStream.range(from, from + count)
                .mapToObj(i -> new Fact.Moment(AT.plusMillis(i), "https://example.com/" + "a".repeat(80) + i))
                .toList();
        Facts facts = Facts.of(Map.of("pages", new Fact.Timeline(moments), "page_count", new Fact.Count(count)));
        UUID event = UUID.randomUUID();
        ChunkCodec.Encoded encoded;
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(4)) {
            encoder.add(new byte[] {'{', '}'}, 0, 2);
            encoded = encoder.finish();
        }
        NewChunk chunk = new NewChunk("w", encoded, AT, AT, List.of(), List.of(event));
        String session = "session-" + name.distinctId().value();
        List<KnownRecording> known = appender.lookUp(project, Map.of(session, List.of(event)), Set.of())
                .sessions()
                .get(session)
                .recordings();
        AppendTarget target =
                known.isEmpty() ? new AppendTarget.Opened(name, 0) : new AppendTarget.Existing(known.get(0));
        RecordingAppend append = new RecordingAppend(
                target, Set.of(), Map.of(enricher, new EnricherFacts(version, facts)), List.of(chunk));
        boolean stored = appender.append(
                project,
                postgres.clock().instant(),
                Buried.NOBODY,
                List.of(new SessionAppend(session, known, List.of(event), List.of(append))),
                leftOut -> {},
                ChunkAppender.Beside.NOTHING);
        assertThat(stored).isTrue();
    }

    private void archive(Recording recording) {
        Lease lease = new Runs(postgres).begin(project, Duration.ofMinutes(1));
        PgArchiveLinks links = new PgArchiveLinks(postgres.database(), postgres.clock(), project);
        var chunks = recordings.liveChunks(List.of(recording)).stream()
                .map(chunk -> chunk.info().id())
                .toList();
        String url = "s3://bucket/" + recording.key();
        links.intend(
                List.of(new ArchiveIntent(
                        recording.key(), "test", 1, url, chunks, new byte[1], new byte[1], Optional.empty())),
                lease);
        assertThat(links.link(
                        List.of(new ArchivePart(
                                recording.key(),
                                "test",
                                1,
                                url,
                                2,
                                "ab".repeat(32),
                                1,
                                chunks.get(0),
                                chunks.get(chunks.size() - 1),
                                chunks.size(),
                                AT)),
                        lease))
                .containsExactly(recording.key());
    }

    private Recording recording() {
        return recordings.find(name).orElseThrow();
    }

    private static int moments(Facts facts) {
        return ((Fact.Timeline) facts.find("pages").orElseThrow()).moments().size();
    }

    private static long count(Facts facts) {
        return ((Fact.Count) facts.find("page_count").orElseThrow()).value();
    }

    private int rowBytes() {
        return (int) number("select octet_length(facts::text) from recording where project_id = " + project.value());
    }

    private long kept() {
        return number(
                "select count(*) from recording_facts f join recording r on r.key = f.recording where r.project_id = "
                        + project.value());
    }

    private static long number(String sql) {
        return postgres.database().with("count", handle -> handle.createQuery(sql)
                .mapTo(long.class)
                .one());
    }
}
