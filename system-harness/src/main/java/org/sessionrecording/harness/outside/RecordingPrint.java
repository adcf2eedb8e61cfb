package org.sessionrecording.harness.outside;

import java.util.List;

/**
 * What a recording holds, told by hashes.
 *
 * @param name {@code distinct_id/timestamp} as in links, the distinct id escaped
 * @param chunks in order
 * @param sha256 of all snapshots as plain JSON with commas between, lower-case hex
 */
public record RecordingPrint(String name, List<ChunkPrint> chunks, String sha256) {
    public RecordingPrint {
        chunks = List.copyOf(chunks);
    }

    /** @param plain all snapshots as plain JSON with commas between */
    public static RecordingPrint of(String name, List<ChunkPrint> chunks, byte[] plain) {
        return new RecordingPrint(name, chunks, Hashes.of(plain));
    }
}
