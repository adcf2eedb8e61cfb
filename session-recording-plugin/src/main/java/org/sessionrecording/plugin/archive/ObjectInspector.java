package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.format.ArchiveDocument;
import org.sessionrecording.api.format.Crc32Combiner;
import org.sessionrecording.api.format.GzipMember;
import org.sessionrecording.api.recording.ChunkInfo;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.plugin.archive.ObjectStore.Content;

/**
 * Reads archive objects as they lie and believes nothing: who wrote them, and what happened to them since, is not known.
 * Memory is bounded by the list of chunks, whatever an object weighs or claims. Without state but for parsers; safe for use
 * from any thread. Methods block on the archive.
 */
public final class ObjectInspector {
    private static final int MOST_HEAD = 8 << 20;
    private static final byte[] COMMA = {','};

    private final TailFinder tails = new TailFinder();
    private final HeadReader heads = new HeadReader();

    /**
     * What an object says of itself.
     *
     * @param sha256 of its bytes; empty where they were not all read
     */
    public record Inspection(
            ArchiveDocument.Header header,
            List<ArchivedChunk> chunks,
            long bytes,
            long tailOffset,
            Optional<String> sha256) {
        public Inspection {
            chunks = List.copyOf(chunks);
        }

        public List<ChunkInfo> chunkInfos() {
            return chunks.stream().map(ArchivedChunk::info).toList();
        }
    }

    /** What an object says before and after its snapshots, which are not read. */
    public Inspection describe(ObjectStore store, String key, long bytes) throws IOException {
        TailFinder.Tail tail = tails.find(store, key, bytes);
        long end = tail.chunks().get(0).offset();
        try (InputStream in = store.readRange(key, 0, headLength(end))) {
            HeadReader.Head head = heads.read(in.readAllBytes());
            return new Inspection(head.header(), tail.chunks(), bytes, tail.offset(), Optional.empty());
        }
    }

    /**
     * Reads all of an object: every chunk decodes to the snapshots that its list counts, every checksum fits, and nothing
     * stands between.
     *
     * @param bytes of the object
     * @throws DamagedObjectException where it is anything but a sound archive object
     * @throws org.sessionrecording.api.ApiException of kind MISSING where it is gone, ARCHIVE where the archive fails
     */
    public Inspection read(ObjectStore store, String key, long bytes) throws IOException {
        TailFinder.Tail tail = tails.find(store, key, bytes);
        Content content = store.read(key)
                .orElseThrow(() -> new org.sessionrecording.api.ApiException(
                        org.sessionrecording.api.ApiException.Kind.MISSING, "Cannot read " + key + ": it is gone"));
        try (DigestInputStream in = new DigestInputStream(content.stream(), Sha256.digest())) {
            if (content.bytes() != bytes) {
                throw new DamagedObjectException("it has " + content.bytes() + " bytes, no longer " + bytes);
            }
            HeadReader.Head head =
                    heads.read(exactly(in, headLength(tail.chunks().get(0).offset())));
            long crc = head.plainCrc32();
            long length = head.plainLength();
            try (ChunkCheck check = new ChunkCheck()) {
                long offset = tail.chunks().get(0).offset();
                for (ArchivedChunk chunk : tail.chunks()) {
                    if (chunk != tail.chunks().get(0)) {
                        requireSeparator(in);
                        offset += GzipMember.SEPARATOR_LENGTH;
                        crc = Crc32Combiner.combine(crc, Crc32Combiner.of(COMMA), 1);
                        length++;
                    }
                    if (chunk.offset() != offset) {
                        throw new DamagedObjectException("chunk " + chunk.info().id() + " lies elsewhere than noted");
                    }
                    check.read(in, chunk.info());
                    offset += chunk.info().bytes();
                    crc = Crc32Combiner.combine(
                            crc, chunk.info().crc32(), chunk.info().length());
                    length += chunk.info().length();
                }
            }
            in.transferTo(java.io.OutputStream.nullOutputStream());
            requireTrailer(
                    tail,
                    Crc32Combiner.combine(crc, tail.plainCrc32(), tail.plainLength()),
                    length + tail.plainLength());
            String sha256 = Sha256.hex(in.getMessageDigest());
            return new Inspection(head.header(), tail.chunks(), bytes, tail.offset(), Optional.of(sha256));
        }
    }

    private static int headLength(long firstChunk) throws DamagedObjectException {
        if (firstChunk < 1 || firstChunk > MOST_HEAD) {
            throw new DamagedObjectException("its beginning is " + firstChunk + " bytes long");
        }
        return (int) firstChunk;
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new DamagedObjectException("it ends too early");
        }
        return bytes;
    }

    private static void requireSeparator(InputStream in) throws IOException {
        if (!Arrays.equals(exactly(in, GzipMember.SEPARATOR_LENGTH), GzipMember.separator())) {
            throw new DamagedObjectException("something else than a comma stands between two chunks");
        }
    }

    private static void requireTrailer(TailFinder.Tail tail, long crc32, long length) throws DamagedObjectException {
        ByteBuffer trailer = ByteBuffer.wrap(tail.trailer()).order(ByteOrder.LITTLE_ENDIAN);
        if (trailer.getInt() != (int) crc32 || trailer.getInt() != (int) length) {
            throw new DamagedObjectException("its whole does not match its checksum");
        }
    }
}
