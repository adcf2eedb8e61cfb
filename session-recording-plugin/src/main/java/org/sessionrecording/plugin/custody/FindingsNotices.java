package org.sessionrecording.plugin.custody;

import java.util.List;
import java.util.Optional;
import org.sessionrecording.api.page.Notice;
import org.sessionrecording.api.page.Notices;
import org.sessionrecording.api.project.Project;

/** Raises an alarm while archived recordings are missing or damaged. Safe for use from any thread. */
public class FindingsNotices implements Notices {
    private final FindingsBoard board;

    public FindingsNotices(FindingsBoard board) {
        this.board = board;
    }

    @Override
    public List<Notice> notices(Project project) {
        List<Finding> findings = board.known(project.id());
        long lost = findings.stream()
                .filter(finding -> finding.kind() == Finding.Kind.MISSING || finding.kind() == Finding.Kind.DAMAGED)
                .map(Finding::recording)
                .distinct()
                .count();
        if (lost == 0) {
            return List.of();
        }
        String atLeast = findings.size() < Findings.MOST ? "" : "At least ";
        String text = atLeast + lost + (lost == 1 ? " archived recording is" : " archived recordings are")
                + " missing or damaged. The list on the storage page says which, and what to do.";
        return List.of(new Notice(Notice.Level.ALARM, text, Optional.of("/storage")));
    }
}
