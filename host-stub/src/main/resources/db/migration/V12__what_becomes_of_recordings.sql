-- What becomes of a recording besides being archived: gone for good by policy, or brought back for a while.
-- A chunk is held by a part, or gone for good, up to archived_through; gone for good up to expired_through.
alter table recording drop constraint recording_state_check;
alter table recording
    add constraint recording_state_check check (state in ('live', 'archived', 'restored', 'expired')),
    add expired_through bigint not null default 0,
    add expired_at      timestamptz,
    add restored_until  timestamptz,       -- until then retention leaves what was brought back in the database
    add watched_at      timestamptz,       -- when somebody last opened it
    add quarantined_at  timestamptz,
    add constraint recording_expired_check check (expired_through <= removed_through);
update recording set quarantined_at = now() where quarantined is not null;
alter table recording
    add constraint recording_quarantine_check check ((quarantined is null) = (quarantined_at is null));
