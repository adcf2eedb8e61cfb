package org.sessionrecording.host.project;

import java.time.ZoneId;
import java.util.Optional;
import org.sessionrecording.api.project.Audit;
import org.sessionrecording.api.project.People;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.project.RunHistory;
import org.sessionrecording.api.project.State;
import org.sessionrecording.api.project.Usage;
import org.sessionrecording.api.recording.ArchiveLinks;
import org.sessionrecording.api.recording.Recordings;
import org.sessionrecording.api.settings.Settings;

/** One project as one plugin sees it; nothing in it reaches another project. */
record PluginProject(
        ProjectId id,
        String name,
        boolean first,
        ZoneId zone,
        Recordings recordings,
        ArchiveLinks archiveLinks,
        Settings settings,
        State state,
        Usage usage,
        Audit audit,
        RunHistory runs,
        Optional<People> people)
        implements Project {

    @Override
    public String toString() {
        return "Project[" + id + "]";
    }
}
