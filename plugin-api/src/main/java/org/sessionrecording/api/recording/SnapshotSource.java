package org.sessionrecording.api.recording;

import java.io.InputStream;
import java.util.List;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.Project;

/** Where else chunks of a recording can be read: an archive. The host finds it by {@link ArchivePart#source()}. */
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
}
