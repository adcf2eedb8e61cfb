package org.sessionrecording.harness;

import java.time.Duration;

/**
 * The database's clock, as far as its clients see it: a function of the same name that is found before PostgreSQL's own. For
 * one thread.
 */
public final class MovableClock implements AutoCloseable {
    private static final String MAKE = """
            create schema moved;
            create table moved.clock as select interval '0' as by;
            create function public.clock_timestamp() returns timestamptz language sql volatile
              as 'select pg_catalog.clock_timestamp() + by from moved.clock';
            alter database postgres set search_path = public, pg_catalog;
            """;
    private static final String END = """
            alter database postgres reset search_path;
            drop function public.clock_timestamp();
            drop schema moved cascade;
            """;

    private final Installation installation;

    private MovableClock(Installation installation) {
        this.installation = installation;
    }

    static MovableClock of(Installation installation) {
        installation.execute(MAKE);
        return new MovableClock(installation);
    }

    public void advance(Duration by) {
        installation.execute("update moved.clock set by = by + interval '" + by.toSeconds() + " seconds'");
    }

    @Override
    public void close() {
        installation.execute(END);
    }
}
