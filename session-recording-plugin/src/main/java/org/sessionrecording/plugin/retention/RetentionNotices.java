package org.sessionrecording.plugin.retention;

import java.util.List;
import org.sessionrecording.api.page.Notice;
import org.sessionrecording.api.page.Notices;
import org.sessionrecording.api.project.Project;

/** What the board says, told on the host's pages. Safe for use from any thread. */
public class RetentionNotices implements Notices {
    private final StatusBoard board;

    public RetentionNotices(StatusBoard board) {
        this.board = board;
    }

    @Override
    public List<Notice> notices(Project project) {
        return board.find(project.id()).map(Status::notices).orElse(List.of());
    }
}
