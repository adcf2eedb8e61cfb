package org.sessionrecording.plugin.failpoint;

import java.util.ServiceLoader;

/**
 * Told of each step that was just done, so that a test can end or hold the process there. Lives as long as the plugin; called
 * from the thread that did the step, which it may hold up.
 */
@FunctionalInterface
public interface FailPoints {
    FailPoints NONE = step -> {};

    /** What was just done. Between any two steps from reading a recording to removing it lies one of these. */
    enum Step {
        /** Intents that an earlier run left open were read; nothing was done about them yet. */
        OPEN_FOUND,
        /** Those were written again, or found, and linked. */
        OPEN_SETTLED,
        /** A batch was read and planned. */
        READ,
        /** What an earlier run linked but did not remove was removed. */
        LEFTOVERS_REMOVED,
        /** The batch's intents were committed. */
        INTENDED,
        /** One object's bytes were hashed; none was sent. On a writing thread. */
        HASHED,
        /** An upload in parts was begun; nobody noted it. On a writing thread. */
        UPLOAD_BEGUN,
        /** Its id was committed with the intent; no part was sent. On a writing thread. */
        UPLOAD_NOTED,
        /** One part was sent. On a writing thread. */
        PART_SENT,
        /** The server said that it wrote one object; nobody looked. On a writing thread. */
        SENT,
        /** One object was verified; only this thread knows. On a writing thread. */
        VERIFIED,
        /** All of the batch's objects were written and verified, or failed. */
        STORED,
        /** The batch's links were committed. */
        LINKED,
        /** The run's receipt was numbered, before its first removal; it is not written. */
        RECEIPT_NUMBERED,
        /** The receipt was written; the database does not know it yet. */
        RECEIPT_WRITTEN,
        /** The database knows the receipt; nothing was removed yet. */
        RECEIPT_KNOWN,
        /** The batch was removed from the database. */
        REMOVED
    }

    void after(Step step);

    /**
     * What a jar beside the plugin's own provides as a service; the plugin as it is built has none, and nothing happens at
     * its steps.
     */
    static FailPoints find() {
        return ServiceLoader.load(FailPoints.class, FailPoints.class.getClassLoader())
                .findFirst()
                .orElse(NONE);
    }
}
