-- What users set for themselves in pages: kept as JSON text, since jsonb refuses texts that browsers may send.
create table user_preference (
    user_id    bigint not null references app_user on delete cascade,
    name       text collate "C" not null,
    value      json not null,
    changed_at timestamptz not null default now(),
    primary key (user_id, name)
);
