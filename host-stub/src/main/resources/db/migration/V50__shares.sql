-- Links by which people without login see one recording, or a span of it. The token itself is kept nowhere.
create table share (
    id            bigint generated always as identity primary key,
    public_id     text not null unique,
    project_id    bigint not null references project on delete cascade,
    recording     bigint not null references recording on delete cascade,
    token_hash    bytea not null unique,
    password_hash text,                    -- null: the link is enough
    from_at       timestamptz,             -- half-open span; null: from the start, to the end
    to_at         timestamptz,
    person        boolean not null,        -- whether what is known of the visitor is shared
    embed         text[] not null,         -- origins that may frame it
    created_by    text not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    revoked_at    timestamptz,
    views         bigint not null default 0,
    viewed_at     timestamptz
);
create index share_by_recording on share (recording, id);

alter table erasure add shares bigint not null default 0;
