package org.sessionrecording.harness.outside;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * An archive object, read as anybody could read it.
 *
 * @param bytes as stored
 * @param sha256 of the stored bytes
 * @param chunks each cut out at its place and inflated alone
 */
public record ArchivedObject(long bytes, String sha256, List<ChunkPrint> chunks) {
    public ArchivedObject {
        chunks = List.copyOf(chunks);
    }

    /** @throws AssertionError where it is not whole, or its snapshots are not those of its chunks */
    public static ArchivedObject read(String key, byte[] stored) {
        Document document = Document.read(inflate(key, stored));
        List<ChunkPrint> chunks = new ArrayList<>();
        MessageDigest joined = Hashes.digest();
        for (Document.Place place : document.chunks()) {
            byte[] plain = Hashes.inflate(stored, place.offset(), place.bytes());
            if (plain.length != place.length()) {
                throw new AssertionError("Chunk " + place.id() + " of " + key + " has " + plain.length + " bytes, not "
                        + place.length());
            }
            if (!chunks.isEmpty()) {
                joined.update((byte) ',');
            }
            joined.update(plain);
            chunks.add(new ChunkPrint(place.id(), Hashes.of(plain), plain.length));
        }
        if (!Hashes.hex(joined).equals(document.snapshots())) {
            throw new AssertionError("The snapshots of " + key + " are not those of its chunks");
        }
        return new ArchivedObject(stored.length, Hashes.of(stored), chunks);
    }

    private static byte[] inflate(String key, byte[] stored) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(key + " is no whole gzip: " + e.getMessage(), e);
        }
    }
}
