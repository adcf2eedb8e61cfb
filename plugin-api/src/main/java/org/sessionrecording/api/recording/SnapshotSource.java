package org.sessionrecording.api.recording;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.Project;

/** Where else chunks of a recording can be read, and erased: an archive. The host finds it by {@link ArchivePart#source()}. */
public interface SnapshotSource extends ExtensionPoint {
    /** Stable, unique in the installation, e.g. {@code session-recording.s3}. */
    String id();

    /**
     * The chunks of a part, in order, with their place in the object. Blocks on the archive.
     *
     * @throws org.sessionrecording.api.ApiException of kind MISSING where the object is gone, ARCHIVE where it cannot be
     *     read or is not what was linked
     */
    List<ArchivedChunk> chunks(Project project, ArchivePart part);

    /**
     * Opens stored bytes of a part as they are, compressed: {@code length} bytes from {@code offset}. The caller closes.
     * The stream fails rather than ends early. Blocks on the archive.
     */
    InputStream open(Project project, ArchivePart part, long offset, long length);

    /**
     * A chunk within an object.
     *
     * @param offset of its first stored byte in the object
     */
    record ArchivedChunk(ChunkInfo info, long offset) {}

    /**
     * Deletes objects for good, all versions where the archive allows it, and drops what was begun of them. Before, puts the
     * tombstone where each of them lies and where the project archives to now, so that nobody who rebuilds recordings from
     * the archive brings them back. Blocks on the archive; may be called again, also for objects that are gone.
     *
     * @return by URL, why an object, or a version of it, is still there
     * @throws org.sessionrecording.api.ApiException of kind ARCHIVE where the archive fails; how far it came is then unknown
     */
    default Map<String, Left> erase(Project project, Tombstone tombstone, List<StoredObject> objects) {
        Left left = new Left("its plugin cannot erase (upgrade it)", Optional.empty());
        return objects.stream().collect(Collectors.toMap(StoredObject::url, object -> left, (one, other) -> one));
    }

    /**
     * An object that may be there.
     *
     * @param url as it was intended or linked
     * @param uploadId of a multipart upload that was begun
     */
    record StoredObject(String url, Optional<String> uploadId) {}

    /**
     * What an erasure is about, in plain; an archive keeps HMACs of it and the date, no more.
     *
     * @param escapedId whose recordings from before {@code erasedAt} were erased, by whatever session or path; a distinct id
     *     in its escaped form
     * @param sessionIds sessions erased as a whole
     * @param paths recordings erased, {@code {escaped distinct id}/{timestamp}}
     */
    record Tombstone(Instant erasedAt, Optional<String> escapedId, List<String> sessionIds, List<String> paths) {
        public Tombstone {
            sessionIds = List.copyOf(sessionIds);
            paths = List.copyOf(paths);
        }
    }

    /**
     * Why something could not be deleted yet.
     *
     * @param reason for people, a clause
     * @param until what holds it says that it will until then, such as an Object Lock
     */
    record Left(String reason, Optional<Instant> until) {}
}
