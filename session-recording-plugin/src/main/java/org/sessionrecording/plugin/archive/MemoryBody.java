package org.sessionrecording.plugin.archive;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.api.recording.Chunk;

/** A body of pieces in memory, which are not copied. Nobody may change them. */
public final class MemoryBody implements Body {
    private final List<byte[]> pieces;
    private final long length;

    private MemoryBody(List<byte[]> pieces) {
        this.pieces = pieces;
        this.length = pieces.stream().mapToLong(piece -> piece.length).sum();
    }

    /** A few bytes. */
    public static MemoryBody of(byte[] bytes) {
        return new MemoryBody(List.of(bytes));
    }

    /** The document an intent describes; {@code chunks} are exactly its chunks. */
    public static MemoryBody of(ArchiveIntent intent, List<Chunk> chunks) {
        List<byte[]> pieces = new ArrayList<>(2 * chunks.size() + 1);
        pieces.add(intent.head());
        byte[] separator = GzipMember.separator();
        for (int i = 0; i < chunks.size(); i++) {
            if (i > 0) {
                pieces.add(separator);
            }
            pieces.add(chunks.get(i).data());
        }
        pieces.add(intent.tail());
        return new MemoryBody(pieces);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new PiecesStream(pieces.iterator());
    }
}
