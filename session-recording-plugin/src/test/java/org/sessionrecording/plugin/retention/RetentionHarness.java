package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.RecordingQuery;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.plugin.archive.Archive;
import org.sessionrecording.plugin.archive.ArchiveSource;
import org.sessionrecording.plugin.archive.s3.Deadlines;
import org.sessionrecording.plugin.archive.s3.S3Clients;
import org.sessionrecording.plugin.failpoint.FailPoints;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.PartSizes;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.LocalS3;
import org.sessionrecording.plugin.testing.MemoryCatalog;
import org.sessionrecording.plugin.testing.TestClock;
import org.sessionrecording.plugin.testing.TestProject;
import org.sessionrecording.plugin.testing.TestRun;
import org.sessionrecording.plugin.testing.TestWorkers;
import org.sessionrecording.s3faults.FaultyS3;

/** Runs of retention over a catalog in memory against a real S3 server, to be looked at from outside. */
abstract class RetentionHarness {
    static final Operator OPERATOR = new Operator(Optional.empty(), false);
    static final UUID INSTALLATION = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    @TempDir
    static Path folder;

    static LocalS3 s3;
    static FaultyS3 faulty;
    private static int tests;

    final TestClock clock = new TestClock();
    final S3Clients clients = new S3Clients(new Deadlines(Duration.ofSeconds(2), 256 * 1024, 3, Duration.ofMillis(1)));
    final String prefix = "t" + ++tests;
    final AtomicReference<FailPoints> failPoints = new AtomicReference<>(FailPoints.NONE);
    final ArchiveSource source = new ArchiveSource(clients, OPERATOR);
    TestProject project;
    MemoryCatalog catalog;
    PartSizes partSizes = PartSizes.DEFAULT;

    @BeforeAll
    static void startServer() throws Exception {
        s3 = LocalS3.start(folder);
        faulty = s3.faulty();
    }

    @AfterAll
    static void stopServer() throws Exception {
        faulty.close();
        s3.close();
    }

    @BeforeEach
    void configure() {
        project = new TestProject().with(s3, prefix);
        catalog = project.catalog();
    }

    @AfterEach
    void closeClients() {
        faulty.heal();
        faulty.forget();
        clients.close();
    }

    /** Archives to the proxy before the server from now on. */
    void throughFaults() {
        project.with("s3_url", LocalS3.url(faulty.port(), prefix));
    }

    Instant old() {
        return clock.instant().minus(Duration.ofDays(8));
    }

    TestRun lastRun;

    Outcome run() {
        return run(new RunLimits(4_096, 4, 3), false);
    }

    Outcome run(RunLimits limits, boolean dryRun) {
        lastRun = new TestRun(project, dryRun);
        return task(limits).run(lastRun);
    }

    RetentionTask task(RunLimits limits) {
        return new RetentionTask(
                new Archive(clients, INSTALLATION, clock, this::after, partSizes),
                new TestWorkers(),
                clock,
                OPERATOR,
                limits,
                this::after);
    }

    void after(FailPoints.Step step) {
        failPoints.get().after(step);
    }

    void addOld(int recordings) {
        for (int i = 0; i < recordings; i++) {
            catalog.add("visitor-" + i, old().plusMillis(i), 1 + i % 3);
        }
    }

    Set<RecordingKey> keys() {
        return catalog.scan(RecordingKey.NONE, 10_000).stream()
                .map(ArchivePart::recording)
                .collect(Collectors.toSet());
    }

    List<String> objects() throws Exception {
        return s3.keys(prefix + "/session_recording/v1");
    }

    /** What holds at any time: linked objects alone lie in the bucket, and every chunk is readable exactly once. */
    void requireConverged(int recordings) throws Exception {
        assertThat(catalog.openIntents(RecordingKey.NONE, 100)).isEmpty();
        assertThat(objects())
                .containsExactlyInAnyOrderElementsOf(catalog.scan(RecordingKey.NONE, 10_000).stream()
                        .map(part -> S3Url.parse(part.url()).path())
                        .toList());
        assertThat(keys()).hasSize(recordings);
        for (RecordingKey key : keys()) {
            assertThat(catalog.inDatabase(key)).isEmpty();
            requireComplete(key);
        }
    }

    /** What holds after any failure: every chunk that no verified link names is in the database. */
    void requireNothingLost() throws Exception {
        for (Recording recording : catalog.list(RecordingQuery.newest(1_000))) {
            RecordingKey key = recording.key();
            if (keys().contains(key)) {
                requireComplete(key);
            } else {
                assertThat(catalog.inDatabase(key)).hasSameSizeAs(catalog.everStored(key));
            }
        }
    }

    void requireComplete(RecordingKey key) throws Exception {
        List<Chunk> ever = catalog.everStored(key);
        int next = 0;
        for (ArchivePart part : catalog.parts(key)) {
            for (ArchivedChunk archived : source.chunks(project, part)) {
                Chunk stored = ever.get(next++);
                assertThat(archived.info()).isEqualTo(stored.info());
                try (var in = source.open(
                        project, part, archived.offset(), archived.info().bytes())) {
                    assertThat(in.readAllBytes()).isEqualTo(stored.data());
                }
            }
        }
        assertThat(next).isEqualTo(ever.size());
    }

    static final class Crash extends Error {
        static final long serialVersionUID = 1L;
    }

    void dieAfter(FailPoints.Step died) {
        failPoints.set(step -> {
            if (step == died) {
                throw new Crash();
            }
        });
        assertThatThrownBy(this::run).isInstanceOf(Crash.class);
        failPoints.set(FailPoints.NONE);
        catalog.takeOver();
    }
}
