package org.sessionrecording.plugin.retention;

/** Called between the steps of a run, so that a test can end it there. Does nothing in production. */
@FunctionalInterface
interface FailPoints {
    FailPoints NONE = step -> {};

    /** What was just committed, of one batch. */
    enum Step {
        READ,
        INTENDED,
        STORED,
        LINKED,
        REMOVED
    }

    void after(Step step);
}
