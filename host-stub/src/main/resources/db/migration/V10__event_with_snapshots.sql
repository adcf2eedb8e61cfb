-- Events as analysts know them: beside the others one $snapshot per chunk that the database still has, without its bytes.
-- Lists never read it; whoever asks for $snapshot pays for it.
create view event_with_snapshots as
select project_id, key, event, distinct_id, escaped_id, session_id, at, arrived, properties
from event
union all
select r.project_id,
       decode(lpad(to_hex(c.id), 32, '0'), 'hex'),
       '$snapshot',
       r.distinct_id,
       r.escaped_id,
       s.session_id,
       c.start_at,
       c.arrived,
       jsonb_build_object(
           '$session_id', s.session_id,
           '$window_id', c.window_id,
           '$snapshot_count', c.count,
           '$snapshot_bytes', c.length,
           '$snapshot_stored_bytes', octet_length(c.data),
           '$snapshot_start', to_char(c.start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           '$snapshot_end', to_char(c.end_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
from chunk c
join recording r on r.key = c.recording and c.id > r.removed_through
join session s on s.id = r.session;
