package org.sessionrecording.host.imports;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.host.tasks.Task;
import org.sessionrecording.host.tasks.TaskService;

/** Has imported recordings archived: runs retention, whichever plugin brings it. Safe for use from any thread. */
public final class Archiving {
    /** What the operation of a plugin that archives is called. */
    private static final String RETENTION = ".retention";

    private final Supplier<TaskService> tasks;

    /** @param tasks asked when an import ends, as it is itself one of them */
    public Archiving(Supplier<TaskService> tasks) {
        this.tasks = tasks;
    }

    /** What was begun, or why nothing was, for people. */
    public String begin(ProjectId project) {
        List<String> found = tasks.get().list(project).stream()
                .map(Task::id)
                .filter(id -> id.endsWith(RETENTION))
                .toList();
        if (found.isEmpty()) {
            return "nothing is archived: no plugin that is running brings retention";
        }
        try {
            String task = found.get(0);
            String run = tasks.get().run(project, task, Map.of(), false, false, "import");
            return "archiving began (" + task + ", run " + run + ")";
        } catch (ApiException e) {
            return "archiving did not begin: " + e.getMessage();
        }
    }
}
