package org.sessionrecording.harness.outside;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sessionrecording.harness.outside.OutsideDatabase.Part;
import org.sessionrecording.harness.outside.OutsideDatabase.Row;

/**
 * Compares database and bucket with what the recordings held before. Needs no host: it may be asked right after one was
 * killed. Every difference is told, not the first alone. For one thread.
 */
public final class OutsideCheck {
    private static final int TOLD = 20;

    private final OutsideDatabase database;
    private final Bucket bucket;
    private final Map<String, RecordingPrint> expected;
    private final List<String> problems = new ArrayList<>();

    /** @param expected by name; recordings that were erased are not in it */
    public OutsideCheck(OutsideDatabase database, Bucket bucket, Map<String, RecordingPrint> expected) {
        this.database = database;
        this.bucket = bucket;
        this.expected = Map.copyOf(expected);
    }

    /** What every recording holds now, by name, while the database still has all bytes. */
    public static Map<String, RecordingPrint> prints(OutsideDatabase database) {
        Map<String, RecordingPrint> prints = new HashMap<>();
        database.recordings().forEach(row -> prints.put(row.name(), database.print(row)));
        return prints;
    }

    /**
     * What must be true at any moment, a crash included: every chunk is live in the database or in a linked object that is
     * whole; what counts as removed is in the latter; no chunk is there that was never stored, none in two parts.
     */
    public void requireNothingLost() {
        look();
        tell();
    }

    /**
     * What must be true besides once a run succeeded and none is under way: no open intent, no object without a link, and
     * exactly these recordings archived and removed, all others untouched.
     *
     * @param archived their names
     */
    public void requireConverged(Set<String> archived) {
        Set<String> linked = look();
        long intents = database.number("select count(*) from archive_intent");
        if (intents > 0) {
            problems.add(intents + " intents are open");
        }
        for (String key : bucket.keys()) {
            if (!linked.contains(key) && !isOfTheArchiveItself(key)) {
                problems.add("object " + key + " is linked by nothing");
            }
        }
        for (Row row : database.recordings()) {
            if (row.quarantined()) {
                problems.add(row.name() + " was set aside");
            }
            boolean moved = row.removedThrough() == row.lastChunk();
            if (archived.contains(row.name()) != moved) {
                problems.add(row.name() + (moved ? " was removed, which is not due" : " is due and was not removed"));
            }
            if (!moved && row.archivedThrough() > 0) {
                problems.add(row.name() + " was archived, which is not due");
            }
        }
        tell();
    }

    private static boolean isOfTheArchiveItself(String key) {
        return key.matches(".*/session_recording/(owner\\.json|runs/[^/]+\\.json|erased/[^/]+\\.json)");
    }

    /** @return keys of linked objects */
    private Set<String> look() {
        Set<String> linked = new HashSet<>();
        Set<String> missing = new TreeSet<>(expected.keySet());
        for (Row row : database.recordings()) {
            missing.remove(row.name());
            RecordingPrint print = expected.get(row.name());
            if (print == null) {
                problems.add(row.name() + " is there and should not be");
            } else {
                look(row, print, linked);
            }
        }
        missing.forEach(name -> problems.add(name + " has no row any more"));
        return linked;
    }

    private void look(Row row, RecordingPrint print, Set<String> linked) {
        Map<Long, ChunkPrint> archived = archived(row, linked);
        Map<Long, ChunkPrint> stored = new HashMap<>();
        database.print(row).chunks().forEach(chunk -> stored.put(chunk.id(), chunk));
        Set<Long> unknown = new HashSet<>(stored.keySet());
        unknown.addAll(archived.keySet());
        for (ChunkPrint chunk : print.chunks()) {
            long id = chunk.id();
            unknown.remove(id);
            boolean live = id > row.removedThrough() && chunk.equals(stored.get(id));
            boolean safe = chunk.equals(archived.get(id));
            if (!live && !safe) {
                problems.add("chunk " + id + " of " + row.name() + " is lost: stored " + stored.get(id) + ", archived "
                        + archived.get(id) + ", wanted " + chunk + ", " + row);
            } else if (!safe && id <= row.archivedThrough()) {
                problems.add("chunk " + id + " of " + row.name() + " counts as archived and is not: " + row);
            }
        }
        unknown.forEach(id -> problems.add("chunk " + id + " of " + row.name() + " was never sent"));
    }

    private Map<Long, ChunkPrint> archived(Row row, Set<String> linked) {
        Map<Long, ChunkPrint> archived = new HashMap<>();
        List<Part> parts = database.parts(row.key());
        if (parts.size() != row.parts()) {
            problems.add(row.name() + " has " + parts.size() + " links, not " + row.parts());
        }
        for (Part part : parts) {
            String key = bucket.key(part.url());
            linked.add(key);
            ArchivedObject object;
            try {
                object = ArchivedObject.read(key, bucket.read(key));
            } catch (RuntimeException | AssertionError e) {
                problems.add("link " + part + " leads to no object: " + e.getMessage());
                continue;
            }
            if (!matches(part, object)) {
                problems.add("link " + part + " says otherwise than its object: " + object);
            }
            for (ChunkPrint chunk : object.chunks()) {
                if (archived.put(chunk.id(), chunk) != null) {
                    problems.add("chunk " + chunk.id() + " of " + row.name() + " is in two parts");
                }
            }
        }
        return archived;
    }

    private static boolean matches(Part part, ArchivedObject object) {
        List<ChunkPrint> chunks = object.chunks();
        return object.bytes() == part.bytes()
                && object.sha256().equals(part.sha256())
                && chunks.size() == part.chunkCount()
                && chunks.get(0).id() == part.firstChunk()
                && chunks.get(chunks.size() - 1).id() == part.lastChunk();
    }

    private void tell() {
        if (!problems.isEmpty()) {
            String told = String.join("\n  ", problems.subList(0, Math.min(TOLD, problems.size())));
            int count = problems.size();
            problems.clear();
            throw new AssertionError(count + " things are wrong:\n  " + told);
        }
    }
}
