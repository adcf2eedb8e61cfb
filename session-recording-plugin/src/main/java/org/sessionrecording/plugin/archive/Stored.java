package org.sessionrecording.plugin.archive;

import org.sessionrecording.api.recording.ArchivePart;

/** How writing one object ended, where the archive answered at all. */
public sealed interface Stored {
    /** The object is there and holds exactly what was intended; whoever wrote it. */
    record Verified(ArchivePart part) implements Stored {}

    /** The archive said it wrote, and holds something else or nothing. Whatever it held was ours; it may be tried again. */
    record Damaged(String reason) implements Stored {}

    /** There was an object that this intent did not write. It stays as it is; a person has to look. */
    record Foreign(String reason) implements Stored {}
}
