-- Where each machine last saw the database's clock, and when it last saw it jump.
create table clock_mark (
    machine      text primary key,
    marked_at    timestamptz not null,     -- the database's clock
    ahead_millis bigint not null,          -- how far that was before the machine's own, when last accepted
    doubted_at   timestamptz,
    doubt        text,
    check ((doubted_at is null) = (doubt is null))
);

-- The last change of a plugin's settings that leads to something later, until that has happened.
create table setting_outlook (
    project_id bigint not null references project on delete cascade,
    plugin_id  text not null,
    changed_at timestamptz not null,
    actor      text not null,
    before     jsonb not null,             -- stored texts of the changed keys, null: the default; secrets sealed
    after      jsonb not null,
    message    text not null,
    task       text not null,              -- whose next run does it
    primary key (project_id, plugin_id)
);
