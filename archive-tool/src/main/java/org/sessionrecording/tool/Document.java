package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A document that was read once from its first to its last byte: well-formed, of a version that is known, and, where it is
 * stored as written, one sound gzip member. What it says of its chunks is not proven yet.
 *
 * @param headLength plain bytes up to and with the bracket that opens {@code snapshots}
 * @param plainLength plain bytes of all
 * @param compressed whether the file holds the object as stored; else something inflated it on the way
 * @param sha256 of the file's bytes, lower-case hex
 */
record Document(
        StoredFile file,
        Head head,
        Totals totals,
        long headLength,
        long plainLength,
        boolean compressed,
        String sha256) {

    /** Where the plain bytes of the tail begin: the bracket that closes {@code snapshots}. */
    long plainTail() {
        return headLength + totals.arrayBytes();
    }

    /** Where the stored tail begins; empty where it cannot be told apart. */
    Optional<Long> storedTail() {
        return compressed ? totals.tailOffset() : Optional.empty();
    }

    /** The list of chunks, read again. */
    Tail tail(boolean withRaw) throws IOException {
        return new Tail(this, withRaw);
    }

    /**
     * One chunk's plain bytes; reading them to the end proves them.
     *
     * @param plainAt where they begin in all plain bytes
     */
    ChunkStream chunk(ChunkEntry entry, long plainAt) {
        return compressed
                ? ChunkStream.compressed(file, entry)
                : ChunkStream.plain(file.range(plainAt, entry.length()), entry);
    }

    /** Stored bytes from there on, which for a plain document are the plain ones. */
    InputStream from(long offset) {
        return file.range(offset, file.size());
    }
}
