-- Few are pinned; a list of them is not to look at all the others. Appends do not write to it.
create index recording_pinned on recording (project_id, ts desc, key desc) where pinned;
