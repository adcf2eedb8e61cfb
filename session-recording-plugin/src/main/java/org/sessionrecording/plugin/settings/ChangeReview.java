package org.sessionrecording.plugin.settings;

import java.util.Optional;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.settings.SettingsProvider.Confirmation;
import org.sessionrecording.api.settings.SettingsProvider.Outlook;

/** What a valid change of settings means for the recordings there are. Blocks on the project's services. */
public interface ChangeReview {
    /** Looks at nothing. */
    ChangeReview NONE = new ChangeReview() {
        @Override
        public Optional<String> resetsDeleting(RecordingSettings before, RecordingSettings after) {
            return Optional.empty();
        }

        @Override
        public Optional<Confirmation> confirmation(Project project, RecordingSettings before, RecordingSettings after) {
            return Optional.empty();
        }

        @Override
        public Optional<Outlook> outlook(Project project, RecordingSettings before, RecordingSettings after) {
            return Optional.empty();
        }
    };

    /** Why deleting without an archive goes back to off. */
    Optional<String> resetsDeleting(RecordingSettings before, RecordingSettings after);

    /** Why the change has to be confirmed. */
    Optional<Confirmation> confirmation(Project project, RecordingSettings before, RecordingSettings after);

    /** What happens later because of it. */
    Optional<Outlook> outlook(Project project, RecordingSettings before, RecordingSettings after);
}
