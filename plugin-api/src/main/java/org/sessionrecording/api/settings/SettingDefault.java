package org.sessionrecording.api.settings;

import java.util.Objects;
import org.sessionrecording.api.project.ProjectId;

/** What a setting holds in a project where nothing was stored. Must be cheap and always answer the same. */
@FunctionalInterface
public interface SettingDefault {
    /**
     * @param project the project asked for
     * @param first whether it is the installation's oldest
     */
    String valueFor(ProjectId project, boolean first);

    /** The same in all projects. */
    static SettingDefault of(String value) {
        Objects.requireNonNull(value, "value");
        return (project, first) -> value;
    }
}
