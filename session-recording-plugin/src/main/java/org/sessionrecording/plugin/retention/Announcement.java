package org.sessionrecording.plugin.retention;

import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.plugin.settings.Operator;
import org.sessionrecording.plugin.settings.RecordingSettings;

/** Tells the host how long recordings stay, for its pages, and notes where they were archived to. */
public final class Announcement {
    private Announcement() {}

    /** For ever where retention is off, or has nowhere to archive to and may not delete. Blocks on the database. */
    public static void announce(Project project, RecordingSettings settings, Operator operator) {
        project.recordings()
                .announceRetention(
                        settings.removes() ? Optional.of(settings.retention().keepFor()) : Optional.empty());
        EnvironmentArchive.note(project.state(), settings, operator);
    }
}
