package org.sessionrecording.plugin.archive;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
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

    /** @param chunkBytes stored bytes of the intent's chunks together */
    public StoredBody(Recordings recordings, ArchiveIntent intent, long chunkBytes) {
        this.recordings = recordings;
        this.intent = intent;
        this.length = intent.head().length
                + chunkBytes
                + (intent.chunks().size() - 1L) * GzipMember.SEPARATOR_LENGTH
                + intent.tail().length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new PiecesStream(new Pieces());
    }

    private final class Pieces implements Iterator<byte[]> {
        private final Iterator<ChunkId> ids = intent.chunks().iterator();
        private final Deque<Chunk> page = new ArrayDeque<>();
        private final Deque<byte[]> ready = new ArrayDeque<>(List.of(intent.head()));
        private ChunkId after = new ChunkId(intent.chunks().get(0).value() - 1);
        private boolean ended;

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
            if (!ids.hasNext()) {
                ended = true;
                ready.add(intent.tail());
                return;
            }
            boolean first = after.value() < intent.chunks().get(0).value();
            Chunk chunk = require(ids.next());
            after = chunk.info().id();
            if (!first) {
                ready.add(GzipMember.separator());
            }
            ready.add(chunk.data());
        }

        private Chunk require(ChunkId id) {
            if (page.isEmpty()) {
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
