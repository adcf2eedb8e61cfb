-- Why visitors were recorded or not: as it was told to their clients, and as it was held against what they sent. Notes for
-- people who miss a recording: some seconds late, bounded in number and age, and never asked when something is decided.
create table capture_decision (
    project_id bigint not null references project on delete cascade,
    escaped_id text collate "C" not null,
    session_id text collate "C" not null,  -- '' where the client did not say
    enforced   boolean not null,           -- false: told to the client; true: held against what it sent
    verdicts_hash bytea not null,
    recorded   boolean not null,
    rule       text not null,              -- whose refusal it was; '' where nothing refused
    reason     text not null,
    page       text not null,              -- without query and fragment, of the first request; '' where unknown
    verdicts   text not null,              -- JSON: what each rule said that had something to say
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    requests   bigint not null,
    refused    bigint not null,            -- snapshot events
    primary key (project_id, escaped_id, session_id, enforced, verdicts_hash)
);
create index capture_decision_by_time on capture_decision (project_id, last_at);
create index capture_decision_by_session on capture_decision (project_id, session_id);

-- what clients sent although they might not
create table capture_refusal (
    project_id bigint not null references project on delete cascade,
    day        date not null,              -- UTC
    rule       text collate "C" not null,
    reason     text not null,
    events     bigint not null,            -- snapshot events
    primary key (project_id, day, rule)
);
