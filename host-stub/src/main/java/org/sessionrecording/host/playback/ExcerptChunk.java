package org.sessionrecording.host.playback;

import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.recording.ChunkInfo;

/**
 * One chunk of an excerpt.
 *
 * @param stored as the recording has it
 * @param shown as it is told to whoever gets the excerpt
 * @param cut how the stored bytes become those that are shown; empty: they stay as they are
 */
record ExcerptChunk(ChunkInfo stored, ChunkInfo shown, Optional<ChunkCut> cut) {
    /** Events' ids are nobody's business, and windows' only where the visitor's are. */
    static ExcerptChunk of(ChunkInfo stored, ChunkInfo left, Optional<ChunkCut> cut, String window) {
        ChunkInfo shown = new ChunkInfo(
                left.id(),
                left.recording(),
                window,
                left.bytes(),
                left.length(),
                left.crc32(),
                left.storedCrc32(),
                left.count(),
                left.start(),
                left.end(),
                left.arrived(),
                List.of(),
                left.fullSnapshots());
        return new ExcerptChunk(stored, shown, cut);
    }

    boolean isWhole() {
        return cut.isEmpty();
    }

    /** What is shown of the stored bytes. */
    byte[] bytes(byte[] data) {
        return cut.map(each -> each.of(stored, data).orElseThrow().data()).orElse(data);
    }
}
