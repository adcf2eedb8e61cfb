package org.sessionrecording.api.settings;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * One declared setting. The host checks type, range and choices before anything reaches the plugin, and draws the page
 * from it.
 *
 * @param key snake case, unique within the plugin; JSON key and form field
 * @param title short label for people
 * @param help one or two sentences: what it does, what happens when it changes
 * @param unit shown behind a number, e.g. {@code days}; empty for none
 * @param defaultValue what holds while nothing is stored; for a secret always empty
 * @param minimum smallest number allowed, for {@link Type#INTEGER}
 * @param maximum greatest number allowed, for {@link Type#INTEGER}; for texts the greatest length
 * @param choices allowed values for {@link Type#CHOICE}, else empty
 */
public record SettingSpec(
        String key,
        Type type,
        String title,
        String help,
        String unit,
        SettingDefault defaultValue,
        OptionalLong minimum,
        OptionalLong maximum,
        List<String> choices) {

    /** How a value is checked and drawn. JSON: flags as booleans, integers as numbers, all others as strings. */
    public enum Type {
        FLAG,
        INTEGER,
        TEXT,
        URL,
        /** Write-only: stored encrypted, never answered; the API says only whether it is set. */
        SECRET,
        /** A Quartz cron expression of six or seven fields, read in the project's zone. */
        CRON,
        CHOICE
    }

    public SettingSpec {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(defaultValue, "defaultValue");
        choices = List.copyOf(choices);
        if (!key.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "Cannot declare setting '" + key + "': keys are snake case, at most 63 characters");
        }
        if ((type == Type.CHOICE) == choices.isEmpty()) {
            throw new IllegalArgumentException("Cannot declare setting '" + key + "': choices go with type CHOICE");
        }
    }

    public static SettingSpec flag(String key, boolean defaultValue, String title, String help) {
        return simple(key, Type.FLAG, title, help, SettingDefault.of(Boolean.toString(defaultValue)));
    }

    public static SettingSpec integer(
            String key, long defaultValue, long minimum, long maximum, String unit, String title, String help) {
        return new SettingSpec(
                key,
                Type.INTEGER,
                title,
                help,
                unit,
                SettingDefault.of(Long.toString(defaultValue)),
                OptionalLong.of(minimum),
                OptionalLong.of(maximum),
                List.of());
    }

    public static SettingSpec text(String key, String defaultValue, String title, String help) {
        return simple(key, Type.TEXT, title, help, SettingDefault.of(defaultValue));
    }

    public static SettingSpec url(String key, SettingDefault defaultValue, String title, String help) {
        return simple(key, Type.URL, title, help, defaultValue);
    }

    public static SettingSpec secret(String key, String title, String help) {
        return simple(key, Type.SECRET, title, help, SettingDefault.of(""));
    }

    public static SettingSpec cron(String key, String defaultValue, String title, String help) {
        return simple(key, Type.CRON, title, help, SettingDefault.of(defaultValue));
    }

    public static SettingSpec choice(String key, String defaultValue, List<String> choices, String title, String help) {
        return new SettingSpec(
                key,
                Type.CHOICE,
                title,
                help,
                "",
                SettingDefault.of(defaultValue),
                OptionalLong.empty(),
                OptionalLong.empty(),
                choices);
    }

    private static SettingSpec simple(String key, Type type, String title, String help, SettingDefault defaultValue) {
        return new SettingSpec(
                key, type, title, help, "", defaultValue, OptionalLong.empty(), OptionalLong.empty(), List.of());
    }
}
