package org.sessionrecording.host.wire;

import java.util.Arrays;
import java.util.Optional;

/** What kind of file a recording came in; the text is what the API calls it. */
public enum FileFormat {
    /** The archive document, from {@code /snapshots} or the archive. */
    ARCHIVE("archive", "recording as JSON"),
    /** The page that plays offline, which holds the archive document. */
    HTML("html", "exported page"),
    /** PostHog's export with snapshots by window, without a session id. */
    POSTHOG_2022("posthog_2022-12-02", "PostHog export, version 2022-12-02"),
    /** PostHog's export with one list of snapshots. */
    POSTHOG_2023("posthog_2023-04-28", "PostHog export, version 2023-04-28");

    private final String id;
    private final String title;

    FileFormat(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** By what {@link #id} says. */
    public static Optional<FileFormat> find(String id) {
        return Arrays.stream(values()).filter(format -> format.id.equals(id)).findFirst();
    }

    /** For scripts. */
    public String id() {
        return id;
    }

    /** For people. */
    public String title() {
        return title;
    }
}
