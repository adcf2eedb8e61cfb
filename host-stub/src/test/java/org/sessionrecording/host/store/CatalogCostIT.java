package org.sessionrecording.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.operation.Lease;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.DistinctId;
import org.sessionrecording.api.recording.Fact;
import org.sessionrecording.api.recording.Facts;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.Recordings.Removal;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.testing.Seed;

/**
 * What expired days leave behind, by the real sizes of relations: nothing of the chunks, and little of the catalog. Days
 * come and go as they do for ever, so it is what later days add that counts, while the catalog doubles: pages of an index
 * whose keys come in random order fill, and split, all at about the same time, so that one day alone adds next to nothing to
 * it and another twice its share.
 */
final class CatalogCostIT {
    @RegisterExtension
    static final PostgresFixture postgres = new PostgresFixture();

    private static final int RECORDINGS = 1_500;
    private static final int DAYS = 2;
    private static final int APPENDS = 6;
    private static final int BATCH = 250;
    private static final int STRIDE = 60;
    private static final long MOST_BYTES = 1_024;
    private static final long MIB = 1L << 20;

    private static final List<String> TABLES = List.of(
            "recording",
            "archive_part",
            "session",
            "seen_event",
            "archive_intent",
            "guessed_session",
            "recording_facts",
            "recording_alias");

    private static final String CATALOG =
            "select sum(pg_total_relation_size(t::regclass)) from unnest(string_to_array('%s', ',')) t"
                    .formatted(String.join(",", TABLES));

    private static final String CHUNKS = """
            select sum(pg_total_relation_size(c.oid)) from pg_class c where c.relkind = 'r' and c.relname like 'chunk%'
            """;

    /**
     * Its ids, wherever they stand (the distinct id in the row, and escaped there, in an index and in the link; the instant in
     * the row, two indexes and, as text, in the link; the session's id in its row and an index), and its facts.
     */
    private static final String OWN = """
            select avg(octet_length(r.distinct_id) + 3 * octet_length(r.escaped_id) + 3 * 8 + length('20260101T000000.000Z')
              + 2 * octet_length(s.session_id) + pg_column_size(r.facts))::bigint
            from recording r join session s on s.id = r.session
            """;

    private final DayPartitions partitions = new DayPartitions(postgres.database(), postgres.clock());
    private final ChunkAppender appender = new ChunkAppender(postgres.database(), partitions);
    private final GuessedSessions guessed = new GuessedSessions(postgres.database());
    private final Seed seed = new Seed(postgres);

    @Test
    void an_expired_day_leaves_no_chunk_relations_and_less_than_a_kilobyte_for_each_recording() {
        ProjectId project = seed.project("cost");
        TABLES.forEach(CatalogCostIT::leaveToUs);
        daysComeAndGo(project); // what the first left is used again from the third on, once vacuum has come by twice
        long chunksBefore = number(CHUNKS);
        long catalogBefore = number(CATALOG);

        daysComeAndGo(project);

        long chunks = number(CHUNKS) - chunksBefore;
        assertThat(chunks).isLessThan(Math.max(10 * MIB, chunksBefore / 100));
        long each = (number(CATALOG) - catalogBefore) / (DAYS * RECORDINGS) - number(OWN);
        assertThat(each)
                .as("bytes of the catalog for each recording beside its ids and facts")
                .isLessThan(MOST_BYTES);
        assertThat(number("select count(*) from seen_event")).isZero();
        assertThat(number("select count(*) from archive_intent")).isZero();
    }

    private void daysComeAndGo(ProjectId project) {
        for (int day = 0; day < DAYS; day++) {
            dayComesAndGoes(project);
        }
    }

    private void dayComesAndGoes(ProjectId project) {
        postgres.clock().advance(Duration.ofDays(10));
        partitions.makeAhead(1);
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < RECORDINGS; i++) {
            DistinctId id = visitor(i);
            sessions.add(guessed.assign(
                    project, id, UUID.randomUUID().toString(), postgres.clock().instant()));
        }
        for (int append = 0; append < APPENDS; append++) {
            for (int first = 0; first < STRIDE; first++) {
                append(project, sessions, first);
            }
            vacuum(); // as autovacuum would in the course of a day
        }
        postgres.clock().advance(Duration.ofDays(8));
        archiveAndRemove(project);
        postgres.clock().advance(Duration.ofHours(49));
        partitions.dropEmpty();
        new SeenEvents(postgres.database(), postgres.clock()).forgetOld();
        vacuum();
    }

    private static DistinctId visitor(int i) {
        return new DistinctId("visitor-" + i + "@example.com");
    }

    /** Of visitors that are there at the same time; their rows lie all over the table. */
    private void append(ProjectId project, List<String> sessions, int first) {
        Map<String, List<UUID>> events = new HashMap<>();
        for (int i = first; i < RECORDINGS; i += STRIDE) {
            events.put(sessions.get(i), List.of(UUID.randomUUID()));
        }
        Map<String, SessionState> states =
                appender.lookUp(project, events, Set.of()).sessions();
        Instant now = postgres.clock().instant();
        List<SessionAppend> appends = new ArrayList<>();
        for (int i = first; i < RECORDINGS; i += STRIDE) {
            String session = sessions.get(i);
            List<KnownRecording> known = states.get(session).recordings();
            AppendTarget target = known.isEmpty()
                    ? new AppendTarget.Opened(new RecordingName(visitor(i), millis(now)), 0)
                    : new AppendTarget.Existing(known.get(0));
            NewChunk chunk =
                    new NewChunk("window", encoded(), millis(now), millis(now), List.of(), events.get(session));
            appends.add(new SessionAppend(
                    session,
                    known,
                    events.get(session),
                    List.of(new RecordingAppend(target, Set.of(), facts(now), List.of(chunk)))));
        }
        assertThat(appender.append(project, now, Buried.NOBODY, appends, leftOut -> {}, ChunkAppender.Beside.NOTHING))
                .isTrue();
    }

    private static Map<String, EnricherFacts> facts(Instant now) {
        Facts facts = Facts.of(Map.of(
                "browser", new Fact.First(new Fact.Moment(now, "Firefox")),
                "clicks", new Fact.Count(3),
                "start_url", new Fact.First(new Fact.Moment(now, "https://shop.example.com/basket"))));
        return Map.of("session-recording/test", new EnricherFacts(1, facts));
    }

    private static ChunkCodec.Encoded encoded() {
        byte[] json =
                ("{\"text\":\"" + UUID.randomUUID().toString().repeat(20) + "\"}").getBytes(StandardCharsets.US_ASCII);
        try (ChunkCodec.Encoder encoder = new ChunkCodec.Encoder(4)) {
            encoder.add(json, 0, json.length);
            return encoder.finish();
        }
    }

    private void archiveAndRemove(ProjectId project) {
        Lease lease = new Runs(postgres).begin(project, Duration.ofHours(1));
        PgRecordings recordings = new PgRecordings(postgres.database(), postgres.clock(), project);
        PgArchiveLinks links = new PgArchiveLinks(postgres.database(), postgres.clock(), project);
        List<Recording> due = recordings.due(postgres.clock().instant(), RecordingKey.NONE, BATCH);
        while (!due.isEmpty()) {
            Map<RecordingKey, List<ChunkId>> chunks = recordings.liveChunks(due).stream()
                    .map(Chunk::info)
                    .collect(Collectors.groupingBy(
                            info -> info.recording(), Collectors.mapping(info -> info.id(), Collectors.toList())));
            links.intend(
                    due.stream()
                            .map(recording -> intent(recording, chunks.get(recording.key())))
                            .toList(),
                    lease);
            links.link(
                    due.stream()
                            .map(recording -> part(recording, chunks.get(recording.key())))
                            .toList(),
                    lease);
            recordings.removeArchived(
                    due.stream()
                            .map(recording -> new Removal(recording.key(), recording.lastChunk()))
                            .toList(),
                    lease);
            due = recordings.due(
                    postgres.clock().instant(), due.get(due.size() - 1).key(), BATCH);
        }
    }

    private static String url(Recording recording) {
        return "s3://replays.example.com/prod/session_recording/v1/"
                + recording.name().path() + ".json?region=eu-central-1";
    }

    private static ArchiveIntent intent(Recording recording, List<ChunkId> chunks) {
        return new ArchiveIntent(
                recording.key(),
                "session-recording.s3",
                1,
                url(recording),
                chunks,
                new byte[400],
                new byte[900],
                Optional.empty());
    }

    private static ArchivePart part(Recording recording, List<ChunkId> chunks) {
        return new ArchivePart(
                recording.key(),
                "session-recording.s3",
                1,
                url(recording),
                100_000,
                "ab".repeat(32),
                99_000,
                Collections.min(chunks),
                Collections.max(chunks),
                chunks.size(),
                postgres.clock().instant());
    }

    private static Instant millis(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }

    private static void vacuum() {
        postgres.database().jdbi().useHandle(handle -> handle.execute("vacuum " + String.join(", ", TABLES)));
    }

    /** How busy the machine is must not decide what is vacuumed when. */
    private static void leaveToUs(String table) {
        postgres.database()
                .jdbi()
                .useHandle(handle -> handle.execute("alter table " + table + " set (autovacuum_enabled = false)"));
    }

    private static long number(String sql) {
        return postgres.database().with("count", handle -> handle.createQuery(sql)
                .mapTo(long.class)
                .one());
    }
}
