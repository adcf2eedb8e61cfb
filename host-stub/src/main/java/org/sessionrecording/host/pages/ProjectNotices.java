package org.sessionrecording.host.pages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.page.Notice;
import org.sessionrecording.api.page.Notices;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.plugins.Contribution;
import org.sessionrecording.host.plugins.Extensions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What plugins have to tell of a project, worst first. A plugin that fails to tell keeps no page from being shown. */
final class ProjectNotices {
    private static final Logger log = LoggerFactory.getLogger(ProjectNotices.class);

    private final Extensions extensions;

    ProjectNotices(Extensions extensions) {
        this.extensions = extensions;
    }

    List<Notice> of(ProjectId project) {
        List<Notice> all = new ArrayList<>();
        for (Contribution<Notices> each : extensions.of(Notices.class)) {
            try {
                all.addAll(each.<List<Notice>>call("tell what holds", teller -> teller.notices(each.project(project))));
            } catch (ApiException e) {
                log.warn("Plugin {} cannot tell what holds: {}", each.pluginId(), e.getMessage());
            }
        }
        all.sort(Comparator.comparing(Notice::level).reversed());
        return all;
    }
}
