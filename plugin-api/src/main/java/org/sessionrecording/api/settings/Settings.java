package org.sessionrecording.api.settings;

import java.util.function.Consumer;

/** A plugin's settings in one project. */
public interface Settings {
    /** A consistent snapshot of all values: stored ones, else defaults. From memory after the first call. */
    SettingValues read();

    /**
     * Calls {@code listener} with the new values after each committed change, also one made through another host (within
     * seconds), on one thread of the host; ends with the plugin.
     */
    void onChange(Consumer<SettingValues> listener);
}
