-- What stays of a recording is small, and stays small while tables are written to all the time.

-- Facts in the row have at most 8 kB. Those of a recording that has chunks no part holds are whole here, where they have more.
alter table recording add facts_cut boolean not null default false;
create table recording_facts (
    recording bigint primary key references recording on delete cascade,
    facts     jsonb not null
);

-- A link's place is as long as a path of a bucket; what makes it unique has 16 bytes.
alter table archive_part drop constraint archive_part_url_key;
create unique index archive_part_by_url on archive_part ((md5(url)::uuid));

-- Ids of sessions are made here and never clash; one index finds a visitor's and the one among them.
alter table guessed_session drop constraint guessed_session_pkey;

-- Of a page only the rows of recordings under way grow: room for one or two of them is enough for growing in place.
alter table recording set (fillfactor = 90);

-- Rows that are written a few times and then rest: vacuum comes by the thousand, not once a fifth of millions has changed.
alter table recording set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
alter table seen_event set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);
alter table archive_intent set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000);
alter table chunk_kept set (autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_scale_factor = 0.05);
