package org.sessionrecording.plugin.retention;

import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.plugin.settings.ArchiveTarget;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** Tells the host how long recordings stay, for its pages. */
public final class Announcement {
    private Announcement() {}

    /** For ever where retention is off or has nowhere to archive to. Blocks on the database. */
    public static void announce(Project project, RecordingSettings settings) {
        boolean moves = settings.retention().enabled() && !(settings.archive() instanceof ArchiveTarget.None);
        project.recordings()
                .announceRetention(moves ? Optional.of(settings.retention().keepFor()) : Optional.empty());
    }
}
