package org.sessionrecording.api.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pf4j.ExtensionPoint;
import org.sessionrecording.api.project.Project;

/** Declares a plugin's settings; the host stores, draws and serves them. At most one per plugin. */
public interface SettingsProvider extends ExtensionPoint {
    /** A problem with one value, or with how values go together. */
    record Problem(String key, String message) {}

    /**
     * Why a person must confirm a change before it is stored.
     *
     * @param message what the change does, to how much
     * @param figures exact, by snake-case name, e.g. {@code recordings}, {@code bytes}
     */
    record Confirmation(String message, Map<String, Long> figures) {
        public Confirmation {
            figures = Map.copyOf(figures);
        }
    }

    /**
     * A setting that a change of others sets back to its default.
     *
     * @param reason a sentence for people
     */
    record Reset(String key, String reason) {}

    /**
     * What a change leads to later, by itself: shown until then, with a way to take the change back.
     *
     * @param message what will happen, to how much
     * @param operationId the scheduled task whose next run does it
     */
    record Outlook(String message, String operationId) {}

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

    /**
     * Asked for a valid change after {@link #validate} and {@link #resets}. May block on the project's services.
     *
     * @param proposed what would hold, resets included
     * @return empty where the change may be stored as it is
     */
    default Optional<Confirmation> confirmation(Project project, SettingValues before, SettingValues proposed) {
        return Optional.empty();
    }

    /**
     * Settings that go back to their default together with a valid change, in the same transaction. Not for keys that the
     * change itself names. May block on the project's services.
     */
    default List<Reset> resets(Project project, SettingValues before, SettingValues proposed) {
        return List.of();
    }

    /** What a change leads to by itself that people may want to take back. May block on the project's services. */
    default Optional<Outlook> outlook(Project project, SettingValues before, SettingValues proposed) {
        return Optional.empty();
    }
}
