-- The catalog: one installation, its projects, users, recordings, links, settings and runs.
-- Instants are timestamptz in UTC with whole milliseconds; ids that clients send are kept as bytes (they may hold NUL and
-- lone surrogates, which text refuses) beside their escaped, indexed form.

create table installation (
    id         uuid primary key default gen_random_uuid(),
    single     boolean not null default true unique check (single),
    created_at timestamptz not null default now()
);
insert into installation default values;

create table project (
    id              bigint generated always as identity primary key,
    name            text not null,
    token           text not null unique,
    time_zone       text not null default 'UTC',
    retention_millis bigint,               -- announced by whoever removes recordings; null: kept for ever
    created_at      timestamptz not null default now()
);

create table app_user (
    id            bigint generated always as identity primary key,
    email         text not null unique,
    password_hash text not null,
    admin         boolean not null default false, -- may change the installation
    created_at    timestamptz not null default now()
);

create table login_session (
    token_hash bytea primary key,
    user_id    bigint not null references app_user on delete cascade,
    csrf_token text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

create table api_key (
    id           bigint generated always as identity primary key,
    user_id      bigint not null references app_user on delete cascade,
    key_hash     bytea not null unique,
    label        text not null,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz
);

create table audit (
    id         bigint generated always as identity primary key,
    project_id bigint references project on delete cascade,
    at         timestamptz not null,
    actor      text not null,              -- a user's e-mail, or the plugin or task that acted by itself
    action     text not null,
    subject    text not null,
    detail     text not null
);
create index audit_by_project on audit (project_id, id desc);

create table plugin (
    id         text primary key,
    version    text not null,
    enabled    boolean not null default true,
    reason     text,                       -- why it was disabled, where the host did it
    changed_at timestamptz not null default now()
);

create table plugin_setting (
    project_id bigint not null references project on delete cascade,
    plugin_id  text not null,
    key        text not null,
    value      text not null,              -- secrets: encrypted, see the settings room
    secret     boolean not null,
    changed_at timestamptz not null default now(),
    primary key (project_id, plugin_id, key)
);

create table plugin_state (
    project_id bigint not null references project on delete cascade,
    plugin_id  text not null,
    key        text collate "C" not null,
    value      text not null,
    version    bigint not null,
    primary key (project_id, plugin_id, key)
);

create sequence plugin_state_version as bigint;

create table plugin_counter (
    project_id bigint not null references project on delete cascade,
    plugin_id  text not null,
    name       text not null,
    value      bigint not null,
    primary key (project_id, plugin_id, name)
);

create table session (
    id         bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    session_id text not null,
    unique (project_id, session_id)
);

-- which sessions snapshots without a session id were put into; all of them, so that a repeat finds the same one again
create table guessed_session (
    project_id   bigint not null references project on delete cascade,
    escaped_id   text collate "C" not null,
    window_id    text not null,
    session_id   text not null,
    started_at   timestamptz not null,
    last_at      timestamptz not null,
    primary key (project_id, escaped_id, window_id, session_id)
);
create index guessed_session_by_time on guessed_session (project_id, escaped_id, window_id, started_at);

create table recording (
    key             bigint generated always as identity primary key,
    project_id      bigint not null references project on delete cascade,
    session         bigint not null references session,
    distinct_id     bytea not null,
    escaped_id      text collate "C" not null,
    ts              timestamptz not null,  -- half of its name; never changes
    skew_millis     bigint not null,       -- arrival minus send time at its first chunk
    start_at        timestamptz not null,
    end_at          timestamptz not null,
    snapshot_count  bigint not null,
    stored_bytes    bigint not null,
    raw_bytes       bigint not null,
    live_bytes      bigint not null,       -- stored bytes of chunks after archived_through
    state           text not null default 'live' check (state in ('live', 'archived', 'restored')),
    last_chunk      bigint not null,
    archived_through bigint not null default 0,
    removed_through bigint not null default 0 check (removed_through <= archived_through),
    parts           int not null default 0,
    archived_at     timestamptz,
    live_from       date,                  -- first and last arrival day of chunks after removed_through;
    live_to         date,                  -- null where there are none
    pinned          boolean not null default false,
    kept_until      timestamptz,
    quarantined     text,
    facts           jsonb not null default '{}', -- {"plugin/enricher": {"version": n, "facts": {…}}}
    created_at      timestamptz not null,
    check ((live_from is null) = (removed_through = last_chunk)),
    unique (project_id, escaped_id, ts)
);
create index recording_by_session on recording (session);
create index recording_listed on recording (project_id, ts desc, key desc);
create index recording_with_live_chunks on recording (project_id, key) where removed_through < last_chunk;
create index recording_live_days on recording (live_from, live_to) where live_from is not null;

create sequence chunk_id as bigint;

-- one partition a day of arrival, made ahead by the partitions room; 'kept' takes what outlives its day
create table chunk (
    recording    bigint not null,
    id           bigint not null,          -- from chunk_id, taken under the session's row lock
    day          date not null,
    window_id    text not null,
    length       int not null,
    crc32        bigint not null,
    stored_crc32 bigint not null,
    count        int not null,
    start_at     timestamptz not null,
    end_at       timestamptz not null,
    arrived      timestamptz not null,
    full_offsets int[] not null,
    full_at      timestamptz[] not null,
    event_ids    bytea not null,           -- 16 bytes each
    data         bytea not null,
    primary key (recording, id, day)
) partition by range (day);
alter table chunk alter column data set storage external;
create table chunk_kept partition of chunk for values from ('9000-01-01') to ('9999-12-31');

-- event keys seen, until the recording is archived and 48 hours
create table seen_event (
    session   bigint not null,
    event_key bytea not null,              -- 16 bytes
    primary key (session, event_key)
);

create table archive_intent (
    recording  bigint not null references recording on delete cascade,
    part       int not null,
    project_id bigint not null,
    source     text not null,
    url        text not null,
    chunks     bigint[] not null,
    head       bytea not null,
    tail       bytea not null,
    upload_id  text,
    created_at timestamptz not null,
    primary key (recording, part)
);
create index archive_intent_by_project on archive_intent (project_id, recording);

create table archive_part (
    recording   bigint not null references recording on delete cascade,
    part        int not null,
    project_id  bigint not null,
    source      text not null,
    url         text not null unique,
    bytes       bigint not null,
    sha256      bytea not null,
    tail_offset bigint not null,
    first_chunk bigint not null,
    last_chunk  bigint not null,
    chunk_count int not null,
    archived_at timestamptz not null,
    primary key (recording, part)
);

create index archive_part_by_project on archive_part (project_id, recording);

-- the other events: all but $snapshot
create table event (
    project_id  bigint not null references project on delete cascade,
    key         bytea not null,            -- 16 bytes, as in seen_event
    event       text not null,
    distinct_id bytea not null,
    escaped_id  text collate "C" not null,
    session_id  text,
    at          timestamptz not null,
    arrived     timestamptz not null,
    properties  jsonb not null,
    primary key (project_id, key)
);
create index event_by_time on event (project_id, at desc);
create index event_by_person on event (project_id, escaped_id, at desc);
create index event_by_session on event (project_id, session_id, at) where session_id is not null;

create table task_run (
    id           bigint generated always as identity primary key,
    public_id    text not null unique,
    project_id   bigint not null references project on delete cascade,
    task         text not null,            -- {plugin id}.{operation id}
    scheduled_at timestamptz,              -- null: by hand
    requested_by text not null,
    parameters   jsonb not null default '{}',
    dry_run      boolean not null default false,
    confirmed    boolean not null default false,
    state        text not null check (state in ('running', 'waiting', 'succeeded', 'failed', 'cancelled')),
    done         bigint not null default 0,
    total        bigint not null default 0,
    message      text not null default '',
    figures      jsonb not null default '{}',
    host         text not null,
    token        bigint not null,          -- fencing token; grows with each take-over
    lease_until  timestamptz not null,
    cancelling   boolean not null default false,
    started_at   timestamptz not null,
    ended_at     timestamptz,
    unique (project_id, task, scheduled_at)
);
create unique index task_run_one_at_a_time on task_run (project_id, task) where state = 'running';
create index task_run_newest on task_run (project_id, task, id desc);
create sequence task_token as bigint;
