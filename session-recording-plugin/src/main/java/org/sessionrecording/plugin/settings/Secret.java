package org.sessionrecording.plugin.settings;

/** A value that must not show up anywhere by accident. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
