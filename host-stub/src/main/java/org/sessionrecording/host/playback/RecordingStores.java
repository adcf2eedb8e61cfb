package org.sessionrecording.host.playback;

import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.store.ChunkReader;
import org.sessionrecording.host.store.Database;
import org.sessionrecording.host.store.PgArchiveLinks;
import org.sessionrecording.host.store.PgRecordings;
import org.sessionrecording.host.time.HostClock;

/** The stores of one project that playback reads. */
record RecordingStores(PgRecordings recordings, PgArchiveLinks links, ChunkReader chunks) {
    static RecordingStores of(Database database, HostClock clock, ProjectId project) {
        return new RecordingStores(
                new PgRecordings(database, clock, project),
                new PgArchiveLinks(database, clock, project),
                new ChunkReader(database, clock, project));
    }
}
