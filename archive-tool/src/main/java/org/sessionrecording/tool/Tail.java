package org.sessionrecording.tool;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.sessionrecording.api.format.GzipMember;

/**
 * The list of chunks, read from the tail alone: a deflate block of its own that begins where the last chunk ends and ends
 * before the gzip trailer. For one thread; {@link #close} frees native memory.
 */
final class Tail implements AutoCloseable {
    private static final int TRAILER = 8;
    private static final int MOST_NAME = 256;

    private final Document document;
    private final Optional<BlockStream> blocks;
    private final CheckedInputStream plain;
    private final JsonCursor json;
    private final ChunkEntries entries;

    Tail(Document document, boolean withRaw) throws IOException {
        this.document = document;
        blocks = document.storedTail().map(offset -> new BlockStream(document.from(offset)));
        plain = new CheckedInputStream(blocks.isPresent() ? blocks.get() : withoutBlocks(document), new CRC32());
        json = new JsonCursor(plain);
        try {
            json.require(']');
            goToChunks();
            entries = new ChunkEntries(json, withRaw);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static InputStream withoutBlocks(Document document) {
        return document.compressed()
                ? new ByteArrayInputStream("],\"chunks\":[]}".getBytes(StandardCharsets.US_ASCII))
                : document.from(document.plainTail());
    }

    private void goToChunks() throws IOException {
        for (String name = json.nextName(false, MOST_NAME);
                !"chunks".equals(name);
                name = json.nextName(false, MOST_NAME)) {
            if (name == null) {
                throw new BadObjectException("its tail, read alone, has no chunks");
            }
            json.skip();
        }
    }

    /** The next chunk; empty after the last. */
    Optional<ChunkEntry> next() throws IOException {
        return entries.next();
    }

    /**
     * Reads on to the end, where that is not the final block and the trailer it fails.
     *
     * @return CRC-32 of the tail's plain bytes
     */
    long finish() throws IOException {
        while (json.nextName(false, MOST_NAME) != null) {
            json.skip();
        }
        json.end();
        if (blocks.isPresent()) {
            boolean whole = blocks.get().finished() && blocks.get().rest(TRAILER + 1).length == TRAILER;
            byte[] end = GzipMember.end();
            long at = document.file().size() - TRAILER - end.length;
            if (!whole || !Arrays.equals(document.file().bytes(at, end.length), end)) {
                throw new BadObjectException("its tail does not end in an empty final block and the trailer");
            }
        }
        return plain.getChecksum().getValue();
    }

    /** Plain bytes of the tail, once it was finished. */
    long length() {
        return json.position();
    }

    @Override
    public void close() {
        blocks.ifPresent(BlockStream::close);
    }
}
