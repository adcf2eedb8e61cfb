-- A recording grows with every request. An index whose condition names last_chunk made each of these updates write a new entry
-- into all of the table's indexes; that there are live chunks stands as well in live_from (see the table's check), which
-- changes rarely. With room in the page, growing touches no index.
drop index recording_with_live_chunks;
create index recording_with_live_chunks on recording (project_id, key) where live_from is not null;
alter table recording set (fillfactor = 75);
