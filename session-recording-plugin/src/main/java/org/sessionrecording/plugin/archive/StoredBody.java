package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.ChunkId;
import org.sessionrecording.api.recording.Recordings;

/**
 * The document an intent describes, its chunks read from the database page by page each time it is opened: memory stays at
 * one page whatever the recording weighs. Opening fails, and reading does, where the database no longer holds exactly the
 * intent's chunks.
 */
public final class StoredBody implements Body {
    private static final long PAGE_BYTES = 1L << 20;

    private final Recordings recordings;
    private final ArchiveIntent intent;
    private final long length;

    /** Where chunks end in the object, as far as they were read. */
    private final long[] ends;

    private volatile int known;

    /** @param chunkBytes stored bytes of the intent's chunks together */
    public StoredBody(Recordings recordings, ArchiveIntent intent, long chunkBytes) {
        this.recordings = recordings;
        this.intent = intent;
        this.length = intent.head().length
                + chunkBytes
                + (intent.chunks().size() - 1L) * GzipMember.SEPARATOR_LENGTH
                + intent.tail().length;
        this.ends = new long[intent.chunks().size()];
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new PiecesStream(new Pieces(0));
    }

    /** Begins at the chunk where that byte is, once the body was read that far. */
    @Override
    public InputStream open(long offset) throws IOException {
        int first = 0;
        while (first < known && ends[first] <= offset) {
            first++;
        }
        InputStream in = new PiecesStream(new Pieces(first));
        in.skipNBytes(first == 0 ? offset : offset - ends[first - 1]);
        return in;
    }

    private synchronized void learn(int chunk, int bytes) {
        if (chunk == known) {
            ends[chunk] =
                    chunk == 0 ? intent.head().length + bytes : ends[chunk - 1] + GzipMember.SEPARATOR_LENGTH + bytes;
            known++;
        }
    }

    /** From a chunk on: all before it, where it is the first, else the separator before it. */
    private final class Pieces implements Iterator<byte[]> {
        private final Deque<Chunk> page = new ArrayDeque<>();
        private final Deque<byte[]> ready = new ArrayDeque<>();
        private int next;
        private boolean ended;

        Pieces(int first) {
            this.next = first;
            if (first == 0) {
                ready.add(intent.head());
            }
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty() || !ended;
        }

        @Override
        public byte[] next() {
            if (ready.isEmpty()) {
                refill();
            }
            return ready.remove();
        }

        private void refill() {
            if (ended) {
                throw new NoSuchElementException();
            }
            if (next == intent.chunks().size()) {
                ended = true;
                ready.add(intent.tail());
                return;
            }
            byte[] data = require(next).data();
            learn(next, data.length);
            if (next > 0) {
                ready.add(GzipMember.separator());
            }
            ready.add(data);
            next++;
        }

        private Chunk require(int index) {
            ChunkId id = intent.chunks().get(index);
            if (page.isEmpty()) {
                ChunkId after = index == 0
                        ? new ChunkId(id.value() - 1)
                        : intent.chunks().get(index - 1);
                page.addAll(recordings.chunks(intent.recording(), after, PAGE_BYTES));
            }
            Chunk chunk = page.poll();
            if (chunk == null || !chunk.info().id().equals(id)) {
                throw new ApiException(
                        ApiException.Kind.CONFLICT,
                        "Cannot write " + intent.url() + ": chunk " + id + " is no longer in the database");
            }
            return chunk;
        }
    }
}
