package org.sessionrecording.plugin.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.operation.Operation.Outcome;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.RecordingKey;
import org.sessionrecording.plugin.settings.S3Url;
import org.sessionrecording.plugin.testing.Samples;

/** Late chunks that say again what was archived. */
class LateRepeatsIT extends RetentionHarness {
    private RecordingKey archived() {
        RecordingKey key = catalog.add("ada", old(), 3);
        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(catalog.inDatabase(key)).isEmpty();
        return key;
    }

    /** A chunk that came from the events of earlier ones, counted from 1. */
    private void late(RecordingKey key, long... events) {
        catalog.append(key, id -> {
            Chunk chunk = Samples.chunk(id, key, old().plusSeconds(9), Samples.snapshots(events[0]));
            ChunkInfo info = chunk.info();
            return new Chunk(
                    new ChunkInfo(
                            info.id(),
                            key,
                            info.windowId(),
                            info.bytes(),
                            info.length(),
                            info.crc32(),
                            info.storedCrc32(),
                            info.count(),
                            info.start(),
                            info.end(),
                            info.arrived(),
                            Stream.of(java.util.Arrays.stream(events).boxed().toArray(Long[]::new))
                                    .map(Samples::eventId)
                                    .toList(),
                            info.fullSnapshots()),
                    chunk.data());
        });
    }

    private List<Long> playedEvents(RecordingKey key) {
        return catalog.parts(key).stream()
                .flatMap(part -> source.chunks(project, part).stream())
                .flatMap(chunk -> chunk.info().eventIds().stream())
                .map(id -> Long.parseLong(id, 16))
                .toList();
    }

    @Test
    void what_parts_hold_already_is_dropped_and_plays_once() {
        RecordingKey key = archived();
        late(key, 1);
        late(key, 2, 3);
        clock.advance(Duration.ofDays(3));

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(catalog.parts(key)).hasSize(1);
        assertThat(catalog.inDatabase(key)).isEmpty();
        assertThat(playedEvents(key)).containsExactly(1L, 2L, 3L);
        assertThat(catalog.find(key).orElseThrow().lastChunk()).isEqualTo(new ChunkId(3));
    }

    @Test
    void a_late_chunk_with_one_new_event_is_archived_and_repeats_beside_it_are_not() {
        RecordingKey key = archived();
        late(key, 1);
        late(key, 3, 77);
        late(key, 2);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(catalog.parts(key)).extracting(ArchivePart::chunkCount).containsExactly(3, 1);
        assertThat(playedEvents(key)).containsExactly(1L, 2L, 3L, 3L, 77L);
        assertThat(catalog.inDatabase(key)).isEmpty();
    }

    @Test
    void where_a_part_cannot_be_read_nothing_is_dropped() throws Exception {
        RecordingKey key = archived();
        Files.delete(s3.file(S3Url.parse(catalog.parts(key).get(0).url()).path()));
        late(key, 1);

        run();

        assertThat(catalog.everStored(key)).hasSize(4);
        assertThat(catalog.parts(key)).hasSize(2);
    }

    @Test
    void what_an_earlier_run_linked_and_did_not_remove_goes_as_ever() {
        RecordingKey key = archived();
        catalog.unremove(key);
        late(key, 2);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(catalog.inDatabase(key)).isEmpty();
        assertThat(catalog.parts(key)).hasSize(1);
    }
}
