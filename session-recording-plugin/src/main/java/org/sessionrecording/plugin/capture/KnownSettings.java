package org.sessionrecording.plugin.capture;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sessionrecording.api.project.Project;
import org.sessionrecording.api.project.ProjectId;
import org.sessionrecording.api.settings.SettingValues;
import org.sessionrecording.plugin.settings.CaptureSettings;

/** Capture settings by project, read anew only when they changed. Safe for use from any thread. */
public final class KnownSettings {
    private final Map<ProjectId, Known> known = new ConcurrentHashMap<>();

    private record Known(SettingValues values, CaptureSettings settings) {}

    CaptureSettings of(Project project) {
        SettingValues values = project.settings().read();
        Known last = known.get(project.id());
        if (last != null && last.values() == values) { // the host hands out the same object until something changes
            return last.settings();
        }
        CaptureSettings settings = CaptureSettings.read(values);
        known.put(project.id(), new Known(values, settings));
        return settings;
    }
}
