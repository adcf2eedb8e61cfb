package org.sessionrecording.api.page;

import java.util.List;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.Project;

/** What a plugin has to tell people on the host's pages. */
public interface Notices extends ExtensionPoint {
    /** What holds now, worst first. Asked with every page: answers from memory. */
    List<Notice> notices(Project project);
}
