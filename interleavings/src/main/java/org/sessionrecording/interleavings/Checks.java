package org.sessionrecording.interleavings;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sessionrecording.harness.outside.ArchivedObject;
import org.sessionrecording.harness.outside.OutsideCheck;
import org.sessionrecording.harness.outside.OutsideDatabase.Part;
import org.sessionrecording.harness.outside.OutsideDatabase.Row;
import org.sessionrecording.harness.outside.RecordingPrint;

/** What must hold after each step, and what is worth looking for only now and then. */
final class Checks {
    private static final Set<Step.Kind> MAY_RESTORE =
            EnumSet.of(Step.Kind.RESTORE, Step.Kind.RESTORE_CRASH, Step.Kind.WAKE, Step.Kind.READ_ACROSS);
    private static final Set<Step.Kind> MAY_REMOVE =
            EnumSet.of(Step.Kind.RETAIN, Step.Kind.CRASH, Step.Kind.FAULTY, Step.Kind.WAKE, Step.Kind.READ_ACROSS);
    private static final Pattern UPLOAD_OF_CANARY =
            Pattern.compile("\\.mpus-([0-9a-f-]{36})-.+/session_recording/canary\\.json-(?:stub|\\d+)");

    private final World world;
    private final Reads reads;

    Checks(World world, Reads reads) {
        this.world = world;
        this.reads = reads;
    }

    /**
     * The rows of all recordings.
     *
     * @return those of which a step removed something from the database
     */
    List<Known> rows(Step.Kind after) {
        Instant now = world.now();
        List<Known> removed = new ArrayList<>();
        List<Row> rows = world.database().recordings();
        for (Row row : rows) {
            Known known = world.find(row.name())
                    .orElseThrow(() -> new AssertionError("There is a recording that should not be: " + row));
            require(row.key() == known.key, "another recording has its name", row);
            require(row.lastChunk() == known.lastChunk(), "last chunk is not " + known.lastChunk(), row);
            require(row.removedThrough() <= row.archivedThrough(), "removed beyond what is archived", row);
            require(row.archivedThrough() <= row.lastChunk(), "archived beyond what there is", row);
            require(row.pinned() == known.pinned, "pinned should be " + known.pinned, row);
            if (row.removedThrough() < known.removedThrough) {
                require(MAY_RESTORE.contains(after), "what was removed is there again by " + after, row);
                known.removedThrough = row.removedThrough();
                known.restoredUntil = known.restoredUntil
                        .filter(known.restoreAsked::isBefore)
                        .or(() -> Optional.of(known.restoreAsked));
            }
            if (row.removedThrough() > known.removedThrough) {
                require(MAY_REMOVE.contains(after), "removed by " + after, row);
                require(Rules.mayGo(known, now), "removed, and not due", row);
                requireVerified(row);
                known.removedThrough = row.removedThrough();
                known.restoredUntil = Optional.empty();
                removed.add(known);
            }
        }
        int missing = world.recordings().size() - rows.size();
        if (missing > 0) {
            throw new AssertionError(missing + " recordings have no row any more");
        }
        return removed;
    }

    private static void require(boolean holds, String otherwise, Row row) {
        if (!holds) {
            throw new AssertionError("Of " + row + ": " + otherwise);
        }
    }

    /** The part that ends where removal ended is whole, and what its link says. */
    private void requireVerified(Row row) {
        Part part = world.database().parts(row.key()).stream()
                .filter(each -> each.lastChunk() == row.removedThrough())
                .findFirst()
                .orElseThrow(() -> new AssertionError("Removed without a link that ends there: " + row));
        String key = world.bucket.key(part.url());
        require(world.bucket.keys().contains(key), "removed, and " + key + " is not there", row);
        ArchivedObject object = ArchivedObject.read(key, world.bucket.read(key));
        require(object.sha256().equals(part.sha256()), "removed, and " + key + " is not what was linked", row);
    }

    /** Everything: database, bucket, and what plays. */
    void whole() {
        Map<String, RecordingPrint> prints = new HashMap<>();
        world.recordings().forEach(known -> prints.put(known.name, known.print()));
        new OutsideCheck(world.database(), world.bucket, prints).requireNothingLost();
        requireNoOrphans();
        reads.play(world.recordings());
    }

    private void requireNoOrphans() {
        Set<String> explained = new HashSet<>();
        world.database()
                .texts("select url from archive_part union all select url from archive_intent"
                        + " union all select url from erasure_item where url is not null")
                .forEach(url -> explained.add(world.bucket.key(url)));
        List<String> keys = world.bucket.keys();
        explained.addAll(unfinishedProbes(keys));
        List<String> orphans = keys.stream()
                .filter(key -> !explained.contains(key) && !isOfTheArchiveItself(key) && !isSetAside(key))
                .toList();
        if (!orphans.isEmpty()) {
            throw new AssertionError("Objects that nothing names: " + orphans);
        }
        long chunks = world.database()
                .number("select count(*) from chunk where recording not in (select key from recording)");
        if (chunks > 0) {
            throw new AssertionError(chunks + " chunks belong to no recording");
        }
    }

    /** Files in which the server keeps a canary's uploads that it may not have been asked to drop: the next probe does. */
    private static Set<String> unfinishedProbes(List<String> keys) {
        Set<String> files = new HashSet<>();
        for (String key : keys) {
            Matcher upload = UPLOAD_OF_CANARY.matcher(key);
            if (upload.matches()) {
                files.add(key);
                files.add(".s3proxy-mpu-stub-" + upload.group(1));
            }
        }
        return files;
    }

    /** Nothing of what was erased is anywhere, and nobody has to do anything about it. */
    void erasuresDone() {
        List<String> open = world.database().texts("select reason from erasure_item");
        if (!open.isEmpty() || world.database().number("select count(*) from erasure where done_at is null") > 0) {
            throw new AssertionError("Erasures do not end: " + open);
        }
        world.erased().forEach(this::requireNowhere);
    }

    private void requireNowhere(Known erased) {
        List<String> left = world.bucket.keys().stream()
                .filter(key -> key.contains("/" + erased.name + "."))
                .toList();
        if (!left.isEmpty()) {
            throw new AssertionError(erased + " was erased, and the bucket has " + left);
        }
    }

    private static boolean isOfTheArchiveItself(String key) {
        return key.matches(".*/session_recording/(owner\\.json|canary\\.json|runs/[^/]+\\.json|erased/[^/]+\\.json)");
    }

    /** Somebody has to look at it, and was told so. */
    private boolean isSetAside(String key) {
        return world.liedAbout.contains(key)
                && world.database().recordings().stream()
                        .anyMatch(row -> row.quarantined() && key.contains("/" + row.name() + "."));
    }
}
