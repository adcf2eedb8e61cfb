package org.sessionrecording.interleavings;

import java.util.Locale;

/**
 * One thing that happens. Its numbers choose among what there is when it happens, so that a script stays one with steps left
 * out of it.
 *
 * @param which recording, request or sleeping run
 * @param how it happens
 * @param much of it
 */
record Step(Kind kind, int which, int how, int much) {
    static final int MOST = 999;

    /** What can happen. */
    enum Kind {
        /** A visitor's first request. */
        INSERT(20),
        /** More of a recording, wherever it lies now. */
        LATE(14),
        /** A request that came before. */
        REPEAT(6),
        /** Hours or days pass. */
        ADVANCE(10),
        /** A retention run with nothing in its way. */
        RETAIN(6),
        /** One whose host stops at a step, with or without a fault of the archive. */
        CRASH(10),
        /** One with a fault of the archive. */
        FAULTY(10),
        /** A host that stopped within a run goes on. */
        WAKE(5),
        /** A recording, or all of a visitor, comes back from the archive. */
        RESTORE(4),
        /** A restore whose host stops within. */
        RESTORE_CRASH(3),
        /** A recording, or all of a visitor, goes for good. */
        ERASE(3),
        /** The host's own repeated work. */
        MAINTAIN(4),
        PIN(4),
        UNPIN(4),
        /** A link is made, or withdrawn. */
        SHARE(4),
        /** A recording's document. */
        READ(6),
        /** A recording's chunks, with something else after the first. */
        READ_ACROSS(5),
        /** Days without anything alive go. */
        DROP(4),
        /** The host stops and another starts. */
        RESTART(1),
        /** A person looks after what was set aside. */
        MEND(2);

        final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /** As {@link #toString} writes it. */
    static Step read(String line) {
        String[] words = line.strip().split(" ", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException("Cannot read step '" + line + "': it is a kind and three numbers");
        }
        return new Step(
                Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]));
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + which + " " + how + " " + much;
    }
}
