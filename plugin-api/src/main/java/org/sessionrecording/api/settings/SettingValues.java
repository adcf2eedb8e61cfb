package org.sessionrecording.api.settings;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Validated setting values by key, as text. Typed getters throw {@link IllegalArgumentException} for a key that was never
 * declared. {@link #toString()} shows no value.
 */
public final class SettingValues {
    private final Map<String, String> values;

    public SettingValues(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** The text of a value; empty where it is unset or blank. */
    public Optional<String> find(String key) {
        return Optional.of(text(key)).filter(text -> !text.isBlank());
    }

    public String text(String key) {
        String value = values.get(Objects.requireNonNull(key, "key"));
        if (value == null) {
            throw new IllegalArgumentException("Cannot read setting '" + key + "': it was not declared");
        }
        return value;
    }

    public boolean flag(String key) {
        return Boolean.parseBoolean(text(key));
    }

    public long number(String key) {
        return Long.parseLong(text(key));
    }

    @Override
    public String toString() {
        return "SettingValues" + values.keySet();
    }
}
