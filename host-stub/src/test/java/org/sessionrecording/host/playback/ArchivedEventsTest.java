package org.sessionrecording.host.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.host.web.FakeExtensions;

/** Ingest learns from parts what was stored, and never waits long for it. */
class ArchivedEventsTest {
    private static final Instant AT = Instant.parse("2026-03-10T12:00:00Z");
    private static final ProjectId PROJECT = new ProjectId(1);
    private static final UUID STORED = UUID.fromString("0190a1b2-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("f190a1b2-0000-7000-8000-000000000002");

    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void tells_events_of_a_part_from_others_and_reads_it_once() {
        try (ArchivedEvents events = events(Duration.ofSeconds(20), this::listed)) {
            assertThat(events.among(Set.of(STORED, OTHER), PROJECT, List.of(7L)))
                    .containsExactly(STORED);
            assertThat(events.among(Set.of(OTHER), PROJECT, List.of(7L))).isEmpty();
            assertThat(reads).hasValue(1);
        }
    }

    @Test
    void an_archive_that_hangs_costs_one_deadline_and_is_left_alone_then() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ArchivedEvents events = events(Duration.ofMillis(50), () -> {
            never.await();
            return listed();
        })) {
            assertThat(events.among(Set.of(STORED), PROJECT, List.of(7L))).isEmpty();
            assertThat(events.among(Set.of(STORED), PROJECT, List.of(7L))).isEmpty();
            assertThat(reads).hasValue(1);
        }
    }

    @Test
    void an_archive_that_fails_says_nothing_and_is_left_alone_then() {
        try (ArchivedEvents events = events(Duration.ofSeconds(20), () -> {
            throw new ApiException(ApiException.Kind.ARCHIVE, "Cannot read: it is down");
        })) {
            assertThat(events.among(Set.of(STORED), PROJECT, List.of(7L))).isEmpty();
            assertThat(events.among(Set.of(STORED), PROJECT, List.of(7L))).isEmpty();
            assertThat(reads).hasValue(1);
        }
    }

    private interface Reading {
        List<SnapshotSource.ArchivedChunk> chunks() throws InterruptedException;
    }

    private List<SnapshotSource.ArchivedChunk> listed() {
        ChunkInfo chunk = new ChunkInfo(
                new ChunkId(1),
                new RecordingKey(7),
                "w",
                1,
                1,
                0,
                0,
                1,
                AT,
                AT,
                AT,
                List.of(STORED.toString().replace("-", "")),
                List.of());
        return List.of(new SnapshotSource.ArchivedChunk(chunk, 10));
    }

    private ArchivedEvents events(Duration deadline, Reading reading) {
        SnapshotSource source = new SnapshotSource() {
            @Override
            public String id() {
                return "test.memory";
            }

            @Override
            public List<ArchivedChunk> chunks(Project project, ArchivePart part) {
                reads.incrementAndGet();
                try {
                    return reading.chunks();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public InputStream open(Project project, ArchivePart part, long offset, long length) {
                throw new UnsupportedOperationException();
            }
        };
        ArchiveLinks links = mock(ArchiveLinks.class);
        when(links.parts(any()))
                .thenReturn(List.of(new ArchivePart(
                        new RecordingKey(7),
                        "test.memory",
                        1,
                        "memory://7/1",
                        10,
                        "ab".repeat(32),
                        5,
                        new ChunkId(1),
                        new ChunkId(1),
                        1,
                        AT)));
        return new ArchivedEvents(new FakeExtensions(Map.of("test", source)), project -> links, deadline);
    }
}
