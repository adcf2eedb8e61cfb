-- Persons as visitors' clients make them known, and cohorts of distinct ids.
create table person (
    id         bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    properties jsonb not null default '{}',
    created_at timestamptz not null
);
create index person_by_project on person (project_id, id);

create table person_distinct_id (
    project_id  bigint not null references project on delete cascade,
    escaped_id  text collate "C" not null,
    distinct_id bytea not null,
    person      bigint not null references person on delete cascade,
    primary key (project_id, escaped_id)
);
create index person_distinct_id_by_person on person_distinct_id (person);

create table cohort (
    id         bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    name       text not null,
    property   text,                       -- null: distinct ids are uploaded
    operator   text,
    value      text,
    created_at timestamptz not null,
    unique (project_id, name),
    check ((property is null) = (operator is null))
);

-- hosts keep members in memory and follow by 'changed': who left stays as a row that says so
create table cohort_member (
    cohort     bigint not null references cohort on delete cascade,
    escaped_id text collate "C" not null,
    member     boolean not null,
    changed    xid8 not null,
    primary key (cohort, escaped_id)
);
create index cohort_member_by_change on cohort_member (changed);
