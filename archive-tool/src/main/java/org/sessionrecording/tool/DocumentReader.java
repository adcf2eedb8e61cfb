package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sessionrecording.api.format.ArchiveDocument;

/** Reads a document of version 1 from its first to its last byte, compressed or plain. Unknown members are passed over. */
final class DocumentReader {
    private static final int MOST_NAME = 256;
    private static final int MOST_TEXT = 64 * 1024;
    private static final int MOST_FACTS = 12 << 20;
    private static final int MOST_MEMBERS = 1_000;

    private final StoredFile file;
    private final Head.Draft head = new Head.Draft();
    private final Set<String> seen = new HashSet<>();
    private Totals totals = new Totals();
    private long headLength;
    private long tailStart;
    private long snapshots;

    private DocumentReader(StoredFile file) {
        this.file = file;
    }

    /** Fails where it is no document of a version this program knows. */
    static Document read(StoredFile file) throws IOException {
        return new DocumentReader(file).read();
    }

    private Document read() throws IOException {
        byte[] start = file.bytes(0, 2);
        if (start.length == 0) {
            throw new BadObjectException("it is empty");
        }
        boolean compressed = start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
        DigestInputStream stored = new DigestInputStream(file.range(0, file.size()), sha256());
        long plainLength;
        try (InputStream plain = compressed ? new MemberStream(stored) : stored) {
            JsonCursor json = new JsonCursor(plain);
            read(json);
            json.end();
            plainLength = json.position();
        }
        requireArray();
        return new Document(
                file,
                head.finish(),
                totals,
                headLength,
                plainLength,
                compressed,
                HexFormat.of().formatHex(stored.getMessageDigest().digest()));
    }

    private void requireArray() throws BadObjectException {
        if (!seen.contains("snapshots") || !seen.contains("chunks")) {
            throw new BadObjectException("it has no snapshots or no chunks, so it is no archive object");
        }
        if (snapshots != totals.snapshots()) {
            throw new BadObjectException("it holds " + snapshots + " snapshots, and its chunks " + totals.snapshots());
        }
        if (tailStart - headLength != totals.arrayBytes()) {
            throw new BadObjectException("its snapshots are " + (tailStart - headLength)
                    + " bytes, and those of its chunks " + totals.arrayBytes());
        }
    }

    private void read(JsonCursor json) throws IOException {
        json.require('{');
        for (String name = json.nextName(true, MOST_NAME); name != null; name = json.nextName(false, MOST_NAME)) {
            if (seen.size() == MOST_MEMBERS) {
                throw json.problem("it has more than " + MOST_MEMBERS + " members");
            }
            if (!seen.add(name)) {
                throw json.problem("a member stands twice");
            }
            member(json, name);
        }
    }

    private void member(JsonCursor json, String name) throws IOException {
        switch (name) {
            case "version" -> requireVersion(json.natural());
            case "part" -> head.part(json.natural());
            case "distinct_id" -> head.distinctId(json.string(MOST_TEXT));
            case "session_id" -> head.sessionId(json.string(MOST_TEXT));
            case "timestamp" -> head.timestamp(json.string(MOST_NAME));
            case "start" -> head.start(instant(json));
            case "end" -> head.end(instant(json));
            case "facts" -> head.facts(json.raw(MOST_FACTS));
            case "snapshots" -> snapshots(json);
            case "chunks" -> chunks(json);
            default -> json.skip();
        }
    }

    private static void requireVersion(long version) throws BadObjectException {
        if (version != ArchiveDocument.VERSION) {
            throw new BadObjectException("it is of version " + version + ", and this program reads version "
                    + ArchiveDocument.VERSION + " alone (use a newer one)");
        }
    }

    private static Instant instant(JsonCursor json) throws IOException {
        String text = json.string(MOST_NAME);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new BadObjectException("its start or end is no instant", e);
        }
    }

    private void snapshots(JsonCursor json) throws IOException {
        if (!seen.contains("version")) {
            throw new BadObjectException(
                    "it does not say its version before its snapshots, so it is no archive object");
        }
        json.require('[');
        headLength = json.position();
        while (json.nextItem(snapshots == 0)) {
            json.skip();
            snapshots++;
        }
        tailStart = json.position() - 1;
    }

    private void chunks(JsonCursor json) throws IOException {
        if (!seen.contains("snapshots")) {
            throw new BadObjectException("its chunks stand before its snapshots");
        }
        ChunkEntries entries = new ChunkEntries(json, false);
        Totals sums = new Totals();
        for (@Nullable ChunkEntry entry = next(entries); entry != null; entry = next(entries)) {
            sums.add(entry);
        }
        totals = sums;
    }

    private static @Nullable ChunkEntry next(ChunkEntries entries) throws IOException {
        Optional<ChunkEntry> entry = entries.next();
        return entry.orElse(null);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
        }
    }
}
