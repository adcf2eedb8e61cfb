package org.sessionrecording.host.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.sessionrecording.api.project.ProjectId;

/** Puts marks in the place of names where records of who did what would go on naming the erased. */
final class Scrubbing {
    private static final String AUDIT_SUBJECTS = """
            update audit a set subject = 'erased/' || w.mark
            from unnest(:names, :marks) as w (name, mark)
            where a.project_id = :project and a.subject = w.name
            """;

    private static final String AUDIT_DETAILS = """
            update audit a set detail = replace(a.detail, w.name, 'erased/' || w.mark)
            from unnest(:names, :marks) as w (name, mark)
            where a.project_id = :project and a.detail <> '' and w.name like '%/2%' and strpos(a.detail, w.name) > 0
            """;

    private static final String RUN_PARAMETERS = """
            update task_run t set parameters = (
                select jsonb_object_agg(p.key, case when p.value = any(:names) then '(erased)' else p.value end)
                from jsonb_each_text(t.parameters) p)
            where t.project_id = :project
              and exists (select from jsonb_each_text(t.parameters) p where p.value = any(:names))
            """;

    private static final String RUN_MESSAGES = """
            update task_run t set message = replace(t.message, w.name, '(erased)')
            from unnest(:names, :marks) as w (name, mark)
            where t.project_id = :project and t.message like '%/2%' and w.name like '%/2%' and strpos(t.message, w.name) > 0
            """;

    private final Handle handle;
    private final ProjectId project;

    Scrubbing(Handle handle, ProjectId project) {
        this.handle = handle;
        this.project = project;
    }

    /**
     * Exact subjects and parameters; within texts only whole paths, since a short distinct id is part of many words.
     *
     * @param names paths of recordings, distinct ids
     * @param marks theirs, in the same order
     */
    void scrub(List<String> names, List<String> marks) {
        for (String sql : List.of(AUDIT_SUBJECTS, AUDIT_DETAILS, RUN_PARAMETERS, RUN_MESSAGES)) {
            handle.createUpdate(sql)
                    .configure(SqlStatements.class, config -> config.setUnusedBindingAllowed(true))
                    .bind("names", names.toArray(String[]::new))
                    .bind("marks", marks.toArray(String[]::new))
                    .bind("project", project.value())
                    .execute();
        }
    }
}
