package org.sessionrecording.bench;

/** One measurement: brings what it needs, measures ours, limit and baseline, and takes everything away again. */
interface Benchmark {
    /** Its name on the command line and of its result's file. */
    String name();

    /** Whether it is left out where nothing was named and no soak asked for. */
    default boolean onlyWhenAsked() {
        return false;
    }

    /** @param scale how much work to do */
    BenchResult run(Scale scale) throws Exception;

    /** How much work. */
    enum Scale {
        /** A look: some seconds each. */
        QUICK,
        /** What the figures in the documentation come from. */
        NORMAL,
        /** As long as it takes. */
        SOAK
    }
}
