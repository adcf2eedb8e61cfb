package org.sessionrecording.plugin.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is sent along with each write, for the server to check. Which of them a server takes is found by testing it. */
public enum Checksum {
    /** {@code x-amz-checksum-sha256}. */
    SHA256,
    /** {@code Content-MD5}, which some servers demand. */
    MD5,
    NONE;

    /** As it stands in the setting. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Checksum of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(Checksum::text).toList();
    }
}
