package org.sessionrecording.api.project;

/** Who did what, kept with the project. */
public interface Audit {
    /**
     * Adds one line, durable when this returns. The host adds time, plugin and, where a person's request led here, that
     * person.
     *
     * @param action a verb in snake case, e.g. {@code recording_restored}
     * @param subject what it was done to, e.g. a recording's path; no payloads
     * @param detail one sentence, may be empty
     */
    void record(String action, String subject, String detail);
}
