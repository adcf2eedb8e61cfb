package org.sessionrecording.host.playback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;

class KnownPartsTest {
    private static final ProjectId PROJECT = new ProjectId(1);
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

    private final KnownParts known = new KnownParts();
    private final List<String> read = new ArrayList<>();

    private List<ArchivedChunk> list(ProjectId project, String url, int chunks) {
        ArchivePart part = part(url);
        return known.of(project, part, () -> {
            read.add(url);
            return Collections.nCopies(chunks, chunk());
        });
    }

    @Test
    void reads_each_part_once_for_each_project() {
        list(PROJECT, "a", 3);
        assertThat(list(PROJECT, "a", 3)).hasSize(3);
        list(new ProjectId(2), "a", 3);
        assertThat(read).containsExactly("a", "a");
    }

    @Test
    void forgets_the_parts_that_were_asked_for_longest_ago() {
        list(PROJECT, "a", 20_000);
        list(PROJECT, "b", 20_000);
        list(PROJECT, "a", 20_000);
        list(PROJECT, "c", 20_000);
        list(PROJECT, "a", 20_000);
        list(PROJECT, "b", 20_000);
        assertThat(read).containsExactly("a", "b", "c", "b");
    }

    @Test
    void keeps_no_list_that_is_too_long() {
        list(PROJECT, "long", 60_000);
        list(PROJECT, "long", 60_000);
        assertThat(read).hasSize(2);
    }

    private static ArchivePart part(String url) {
        return new ArchivePart(
                new RecordingKey(1), "test", 1, url, 100, "00", 50, new ChunkId(1), new ChunkId(2), 2, AT);
    }

    private static ArchivedChunk chunk() {
        return new ArchivedChunk(
                new ChunkInfo(
                        new ChunkId(1), new RecordingKey(1), "w", 1, 1, 0, 0, 1, AT, AT, AT, List.of(), List.of()),
                10);
    }
}
