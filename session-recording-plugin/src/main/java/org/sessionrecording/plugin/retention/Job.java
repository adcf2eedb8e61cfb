package org.sessionrecording.plugin.retention;

import org.sessionrecording.api.recording.ArchiveIntent;
import org.sessionrecording.plugin.archive.Body;

/**
 * One object to be written.
 *
 * @param chunkBytes stored bytes of its chunks, which its removal frees
 */
record Job(ArchiveIntent intent, Body body, long chunkBytes) {}
