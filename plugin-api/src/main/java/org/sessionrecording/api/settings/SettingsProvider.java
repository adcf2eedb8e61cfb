package org.sessionrecording.api.settings;

import java.util.List;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.Project;

/** Declares a plugin's settings; the host stores, draws and serves them. At most one per plugin. */
public interface SettingsProvider extends ExtensionPoint {
    /** A problem with one value, or with how values go together. */
    record Problem(String key, String message) {}

    /** All settings in the order in which a page shows them. Called once per start. */
    List<SettingSpec> settings();

    /**
     * Checks values that are each valid by type, before they are stored. Must not block on anything but the project's
     * services.
     *
     * @return all problems, each saying what to do; empty to accept
     */
    default List<Problem> validate(Project project, SettingValues proposed) {
        return List.of();
    }
}
