package org.sessionrecording.plugin.archive;

import java.io.InputStream;
import java.util.Iterator;

/** Reads pieces one after the other, asking for the next only once it is needed. For one thread. */
final class PiecesStream extends InputStream {
    private final Iterator<byte[]> pieces;
    private byte[] piece = {};
    private int position;

    PiecesStream(Iterator<byte[]> pieces) {
        this.pieces = pieces;
    }

    @Override
    public int read() {
        return advance() ? piece[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, to, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return piece.length - position;
    }

    private boolean advance() {
        while (position == piece.length) {
            if (!pieces.hasNext()) {
                return false;
            }
            piece = pieces.next();
            position = 0;
        }
        return true;
    }
}
