-- imports of snapshots from other databases; while one is not done, the next run of the same goes on with it
create table snapshot_import (
    id         bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    source     text not null,              -- where from, and what of it; no credentials
    position   text,                       -- of the last row before the first that is not settled
    reached    text,                       -- of the furthest row read
    counts     jsonb not null default '{}',
    started_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp(),
    done_at    timestamptz
);
create unique index snapshot_import_open on snapshot_import (project_id, source) where done_at is null;

-- which rows were imported, for as long as the project: 8 bytes each, written with the chunks made of them. first_place and
-- last_place are ids or milliseconds, as the source's rows are in order of one or the other
create table imported_rows (
    project_id  bigint not null references project on delete cascade,
    import      bigint not null references snapshot_import on delete cascade,
    id          bigint generated always as identity,
    first_place bigint not null,
    last_place  bigint not null,
    stored      bytea not null,
    skipped     bytea not null,            -- while the import goes on: others it need not look at again
    primary key (project_id, last_place, id)
);
alter table imported_rows alter column stored set storage external;
create index imported_rows_by_import on imported_rows (import);
