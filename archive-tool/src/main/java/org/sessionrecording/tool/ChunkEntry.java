package org.sessionrecording.tool;

import java.time.Instant;

/**
 * What a document's tail says of one chunk.
 *
 * @param offset of its first stored byte in the object
 * @param bytes stored
 * @param length of its plain bytes
 * @param crc32 of the plain bytes
 * @param storedCrc32 of the stored bytes
 * @param full offsets of full snapshots in its plain bytes, in order
 * @param raw the entry as it was written, where asked for; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record ChunkEntry(
        long id,
        String windowId,
        long offset,
        long bytes,
        long length,
        long crc32,
        long storedCrc32,
        long count,
        Instant start,
        Instant end,
        Instant arrived,
        long[] full,
        byte[] raw) {}
