-- Erasing for good. What must never come back is known by HMACs alone; what names the erased in plain stands in erasure_subject
-- and erasure_item until nothing is left to be deleted, and is deleted itself then.

-- Key of the tombstones' HMACs. It stands beside them: a tombstone that some host cannot read would let the erased come back,
-- and whoever can read this database can read everybody who was not erased.
alter table installation
    add column tombstone_key bytea not null
        default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));

create table erasure (
    id           bigint generated always as identity primary key,
    public_id    text not null unique,
    project_id   bigint not null references project on delete cascade,
    scope        text not null check (scope in ('person', 'recording', 'filter')),
    with_events  boolean not null,
    requested_by text not null,
    erased_at    timestamptz not null,
    hidden_at    timestamptz,              -- by the server's own clock: everything was deleted from the database once
    swept_at     timestamptz,              -- and again, after all that was being written meanwhile
    done_at      timestamptz,              -- nothing is left anywhere
    recordings   bigint not null default 0,
    chunks       bigint not null default 0,
    stored_bytes bigint not null default 0,
    events       bigint not null default 0,
    objects      bigint not null default 0
);
create index erasure_by_project on erasure (project_id, id desc);
create index erasure_open on erasure (id) where done_at is null;

-- whom and what it is about, in plain, until it is done; recordings are erased in batches, each with a tombstone of its own
create table erasure_subject (
    erasure bigint not null references erasure on delete cascade,
    batch   int not null,
    kind    text not null check (kind in ('distinct_id', 'session', 'path')),
    value   text collate "C" not null,     -- a distinct id in its escaped form
    primary key (erasure, kind, value)
);

-- what has to be deleted outside of the database, until it is
create table erasure_item (
    id         bigint generated always as identity primary key,
    erasure    bigint not null references erasure on delete cascade,
    batch      int not null,
    source     text not null,
    url        text,                       -- null: the tombstone alone
    upload_id  text,
    runs       bigint[],                   -- runs that may still be writing it; null: nobody is
    tries      int not null default 0,
    reason     text not null,              -- why it is not deleted yet
    until      timestamptz,                -- what holds it says it will until then
    next_try   timestamptz not null
);
create index erasure_item_by_erasure on erasure_item (erasure, id);

create table tombstone (
    seq        bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    mark       bytea not null,             -- HMAC of a distinct id, a session id or a path
    erased_at  timestamptz not null,
    events     boolean not null            -- other events too, not recordings alone
);
create index tombstone_by_mark on tombstone (project_id, mark);

-- the distinct ids of a recording beside the one that names it
create table recording_alias (
    project_id bigint not null,
    escaped_id text collate "C" not null,
    recording  bigint not null references recording on delete cascade,
    primary key (project_id, escaped_id, recording)
);
create index recording_alias_by_recording on recording_alias (recording);
