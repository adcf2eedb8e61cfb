package org.sessionrecording.host.playback;

import java.io.InputStream;
import java.util.List;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.recording.ArchivePart;
import org.sessionrecording.api.recording.SnapshotSource;
import org.sessionrecording.api.recording.SnapshotSource.ArchivedChunk;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.sessionrecording.host.web.Rejection;

/** Parts of archived recordings, read by the plugin that wrote them. */
final class Archives {
    private final Extensions extensions;

    Archives(Extensions extensions) {
        this.extensions = extensions;
    }

    List<ArchivedChunk> chunks(ProjectId project, ArchivePart part) {
        Contribution<SnapshotSource> source = require(part);
        return source.call("list archived chunks", each -> each.chunks(source.project(project), part));
    }

    /** Stored bytes of a part; the caller closes. Reading them is not the plugin's call any more. */
    InputStream open(ProjectId project, ArchivePart part, long offset, long length) {
        Contribution<SnapshotSource> source = require(part);
        return source.call("read the archive", each -> each.open(source.project(project), part, offset, length));
    }

    private Contribution<SnapshotSource> require(ArchivePart part) {
        return extensions.of(SnapshotSource.class).stream()
                .filter(each ->
                        each.<String>call("name a source", SnapshotSource::id).equals(part.source()))
                .findFirst()
                .orElseThrow(() -> new Rejection(
                        503,
                        "Cannot play the recording: it is archived, and the plugin that reads the archive is not running"
                                + " (enable " + pluginOf(part.source()) + ")"));
    }

    /** By the convention of source ids. */
    static String pluginOf(String source) {
        int dot = source.indexOf('.');
        return dot < 0 ? source : source.substring(0, dot);
    }
}
