package org.sessionrecording.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.RecordingName;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.api.recording.SnapshotSource.StoredObject;
import org.sessionrecording.plugin.archive.ArchiveLayout.PartPlace;
import org.sessionrecording.plugin.archive.ObjectInspector.Inspection;
import org.sessionrecording.plugin.archive.ObjectStore.Head;
import org.sessionrecording.plugin.settings.ArchiveSettings;
import org.sessionrecording.plugin.settings.S3Url;

/**
 * The objects of one archive, for looking after them: those that links name, wherever they lie, and those that lie under
 * {@code s3_url}. Methods block on the archive and throw {@link org.sessionrecording.api.ApiException} of kind ARCHIVE where
 * it fails. Safe for use from any thread.
 */
public final class ArchiveObjects {
    private final ObjectStores stores;
    private final ArchiveSettings settings;
    private final boolean checksums;
    private final ObjectInspector inspector = new ObjectInspector();
    private final SkewReader skews = new SkewReader();

    ArchiveObjects(ObjectStores stores, ArchiveSettings settings, boolean checksums) {
        this.stores = stores;
        this.settings = settings;
        this.checksums = checksums;
    }

    /**
     * An object under {@code s3_url} as a list shows it.
     *
     * @param url as a link would name it
     * @param path of the recording that its key speaks of; empty where it speaks of none
     * @param part that its key speaks of, else 0
     */
    public record Listed(String key, String url, long bytes, Instant modified, String path, int part) {}

    /**
     * Some objects of a list.
     *
     * @param last key from which to go on
     */
    public record Page(List<Listed> objects, boolean more, String last) {
        public Page {
            objects = List.copyOf(objects);
        }
    }

    /** What stands at a place; {@code sha256} where the server keeps one that can be believed. */
    public record Found(long bytes, Optional<String> sha256) {}

    /** What the server says of an object; empty where there is none. */
    public Optional<Found> look(String url) {
        S3Url place = S3Url.parse(url);
        Optional<Head> head = stores.open(place, settings).head(place.path());
        return head.map(found -> new Found(found.bytes(), checksums ? found.sha256() : Optional.empty()));
    }

    /**
     * Reads and checks all of an object; see {@link ObjectInspector#read}.
     *
     * @throws DamagedObjectException where it is no sound archive object
     */
    public Inspection read(String url, long bytes) throws IOException {
        S3Url place = S3Url.parse(url);
        return inspector.read(stores.open(place, settings), place.path(), bytes);
    }

    /** What an object says before and after its snapshots; see {@link ObjectInspector#describe}. */
    public Inspection describe(String url, long bytes) throws IOException {
        S3Url place = S3Url.parse(url);
        return inspector.describe(stores.open(place, settings), place.path(), bytes);
    }

    /**
     * What a recording's instants were corrected by, told by a chunk with a full snapshot; see {@link SkewReader}.
     *
     * @return empty where it cannot be told
     */
    public Optional<Duration> skew(String url, ArchivedChunk chunk) {
        S3Url place = S3Url.parse(url);
        ObjectStore store = stores.open(place, settings);
        try (InputStream stored =
                store.readRange(place.path(), chunk.offset(), chunk.info().bytes())) {
            return skews.read(chunk, stored);
        } catch (IOException e) {
            return Optional.empty(); // late chunks are then taken as their client's clock says
        }
    }

    /** Tells what was erased, and must never come back. */
    @FunctionalInterface
    public interface Erased {
        boolean holds(RecordingName name, String sessionId);
    }

    /**
     * Reads all tombstones of the archive.
     *
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE also where one of them cannot be read
     */
    public Erased erased() {
        S3Url root = settings.url();
        return new Graveyard(stores.open(root, settings), root).read()::hold;
    }

    /**
     * Reads all tombstones of the archive, to tell by the path that an object's key holds whether it was erased.
     *
     * @return empty where nothing was
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE also where one of them cannot be read
     */
    public Optional<Predicate<String>> buried() {
        S3Url root = settings.url();
        Graves graves = new Graveyard(stores.open(root, settings), root).read();
        return graves.isEmpty() ? Optional.empty() : Optional.of(graves::holdPath);
    }

    /** Deletes the object at a place. */
    public void delete(String url) {
        S3Url place = S3Url.parse(url);
        stores.open(place, settings).delete(place.path());
    }

    /**
     * Deletes the object at a place for good, with its versions where the server has them.
     *
     * @return why it is still there, or may be
     */
    public Optional<String> erase(String url) {
        return new ArchiveEraser(stores, settings).eraseOne(new StoredObject(url, Optional.empty()));
    }

    /** Objects of recordings after {@code after} (empty: from the first), in order of their keys. */
    public Page list(String after) {
        S3Url root = settings.url();
        ObjectStore.Page page =
                stores.open(root, settings).list(ArchiveLayout.recordings(root).path(), after);
        List<Listed> objects =
                page.objects().stream().map(object -> listed(root, object)).toList();
        return new Page(objects, page.more(), objects.isEmpty() ? after : page.last());
    }

    private static Listed listed(S3Url root, ObjectStore.Listed object) {
        Optional<PartPlace> place = ArchiveLayout.place(root, object.key());
        return new Listed(
                object.key(),
                ArchiveLayout.at(root, object.key()).toString(),
                object.bytes(),
                object.modified(),
                place.map(PartPlace::path).orElse(""),
                place.map(PartPlace::part).orElse(0));
    }

    /** Where a recording's part lies under the present {@code s3_url}. */
    public String place(RecordingName name, int part) {
        return ArchiveLayout.part(settings.url(), name, part).toString();
    }

    /** Whether two locations name the same object, whatever else they say of how to reach it. */
    public static boolean isSame(String url, String other) {
        S3Url one = S3Url.parse(url);
        S3Url two = S3Url.parse(other);
        return one.bucket().equals(two.bucket()) && one.path().equals(two.path());
    }

    /** What the archive is read by: links of other plugins' sources are none of ours. */
    public static boolean isOurs(ArchivePart part) {
        return part.source().equals(ArchiveSource.ID);
    }

    /** Objects read at the same time. */
    public int concurrency() {
        return settings.concurrency();
    }

    /** Of the place that is looked after, for messages and keys. */
    public String root() {
        return settings.url().toString();
    }
}
