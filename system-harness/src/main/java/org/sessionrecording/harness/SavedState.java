package org.sessionrecording.harness;

import java.nio.file.Path;

/**
 * An installation's rows and objects, kept aside so that it can be put back as it was, also under a running host that is idle:
 * much quicker than to seed it again.
 */
final class SavedState {
    /** All of the host's tables; Quartz' and the migrations' rows tell of hosts, not of recordings. */
    private static final String TABLES = """
            select c.relname as name,
                   (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
                    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and c.relname not like 'qrtz%' and c.relname not like 'flyway%'
            """;

    private static final String SAVE = """
            do $$ declare t record; begin
              drop schema if exists saved cascade;
              create schema saved;
              for t in %s loop
                execute format('create table saved.%%I as select %%s from public.%%I', t.name, t.columns, t.name);
              end loop;
            end $$""".formatted(TABLES);
    private static final String RESTORE = """
            do $$ declare t record; begin
              set local session_replication_role = replica;
              execute 'truncate ' || (select string_agg(format('public.%%I', name), ', ') from (%s) as tables);
              for t in %s loop
                execute format('insert into public.%%I (%%s) overriding system value select %%s from saved.%%I',
                               t.name, t.columns, t.columns, t.name);
              end loop;
            end $$""".formatted(TABLES, TABLES);

    private final Installation installation;
    private final Path objects;

    private SavedState(Installation installation, Path objects) {
        this.installation = installation;
        this.objects = objects;
    }

    static SavedState of(Installation installation, Path objects) {
        installation.execute(SAVE);
        installation.s3().bucket().copyTo(objects);
        return new SavedState(installation, objects);
    }

    void restore() {
        installation.execute(RESTORE);
        installation.s3().bucket().restoreFrom(objects);
    }
}
