package org.sessionrecording.api.recording;

import java.time.Instant;

/**
 * Where playback can begin within a chunk.
 *
 * @param offset of the full snapshot's first byte in the chunk's plain bytes
 * @param at corrected instant of that snapshot
 */
public record FullSnapshot(int offset, Instant at) {}
