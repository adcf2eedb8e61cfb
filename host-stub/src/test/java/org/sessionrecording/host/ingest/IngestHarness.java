package org.sessionrecording.host.ingest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.host.capture.CaptureRules;
import org.sessionrecording.host.store.ChunkAppender;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.DayPartitions;
import org.sessionrecording.host.store.EventStore;
import org.sessionrecording.host.store.GuessedSessions;
import org.sessionrecording.host.store.ProjectRow;
import org.sessionrecording.host.store.Projects;
import org.sessionrecording.host.store.Tombstones;
import org.sessionrecording.host.testing.PostgresFixture;
import org.sessionrecording.host.wire.DecodedRequest;
import org.sessionrecording.host.wire.RequestLine;
import org.sessionrecording.host.wire.WireDecoder;
import org.sessionrecording.host.wire.WireLimits;
import org.sessionrecording.wire.WireSamples;

/** Ingest on a real database, and what it stored. */
final class IngestHarness {
    static final RequestLine LINE = RequestLine.of("/s/", "", "application/json");

    final Database database;
    final ProjectRow project;
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final WireDecoder decoder;
    final IngestService service;
    final PostgresFixture postgres;
    volatile SeenInParts inParts = SeenInParts.NOBODY;

    IngestHarness(PostgresFixture postgres, ExtensionPoint... extensions) {
        this(postgres, new IngestSettings(4, 1024 * 1024, 64L << 20, Duration.ofSeconds(5)), extensions);
    }

    IngestHarness(PostgresFixture postgres, IngestSettings settings, ExtensionPoint... extensions) {
        this(postgres, WireLimits.DEFAULTS, settings, extensions);
    }

    IngestHarness(PostgresFixture postgres, WireLimits limits, IngestSettings settings, ExtensionPoint... extensions) {
        this.postgres = postgres;
        this.decoder = new WireDecoder(limits);
        this.database = postgres.database();
        this.project = new Projects(database).ensureFirst("test", Optional.of(WireSamples.TOKEN));
        TestExtensions all = new TestExtensions(extensions);
        this.service = new IngestService(
                new IngestService.Stores(
                                new ChunkAppender(database, new DayPartitions(database, postgres.clock())),
                                new EventStore(database),
                                new GuessedSessions(database),
                                new Tombstones(database))
                        .with((events, of, recordings) -> inParts.among(events, of, recordings)),
                all,
                new CaptureRules(all, postgres.clock()),
                limits,
                settings,
                metrics);
    }

    IngestAnswer send(Sent body, Instant arrived) {
        return send(body.bytes(), LINE, arrived);
    }

    IngestAnswer send(byte[] body, RequestLine line, Instant arrived) {
        try (DecodedRequest decoded = decoder.decode(new ByteArrayInputStream(body), line)) {
            return service.accept(project, decoded, RequestFacts.at(arrived));
        }
    }

    /** A recording's row. */
    public record Row(
            long key,
            String session,
            String person,
            Instant ts,
            Instant startAt,
            Instant endAt,
            long skewMillis,
            int snapshotCount,
            long rawBytes,
            long storedBytes,
            long liveBytes,
            long lastChunk,
            String facts) {}

    /** A chunk, inflated. */
    record Stored(long recording, long id, String window, int count, Instant start, Instant end, String plain) {}

    /** All recordings of a session, oldest first. */
    List<Row> recordings(String session) {
        return database.jdbi().withHandle(handle -> handle.createQuery("""
                        select r.key, s.session_id as session, r.escaped_id as person, r.ts, r.start_at, r.end_at,
                            r.skew_millis, r.snapshot_count, r.raw_bytes, r.stored_bytes, r.live_bytes, r.last_chunk,
                            r.facts::text as facts
                        from recording r join session s on s.id = r.session
                        where :session = '' or s.session_id = :session order by r.ts, r.key
                        """)
                .bind("session", session)
                .registerRowMapper(ConstructorMapper.factory(Row.class))
                .mapTo(Row.class)
                .list());
    }

    /** All recordings. */
    List<Row> recordings() {
        return recordings("");
    }

    /** A recording's chunks in stored order. */
    List<Stored> chunks(long recording) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from chunk where recording = :recording order by id")
                        .bind("recording", recording)
                        .map((row, context) -> new Stored(
                                row.getLong("recording"),
                                row.getLong("id"),
                                row.getString("window_id"),
                                row.getInt("count"),
                                row.getTimestamp("start_at").toInstant(),
                                row.getTimestamp("end_at").toInstant(),
                                inflated(row.getBytes("data"), row.getInt("length"), row.getLong("crc32"))))
                        .list());
    }

    /** All snapshots of a session and window as stored. */
    String plain(String session, String window) {
        return String.join(
                ",",
                recordings(session).stream()
                        .flatMap(recording -> chunks(recording.key()).stream())
                        .filter(chunk -> chunk.window().equals(window))
                        .map(Stored::plain)
                        .toList());
    }

    private static String inflated(byte[] data, int length, long crc32) {
        try {
            return new String(ChunkCodec.decode(data, length, crc32), StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
    }
}
