-- Members of a cohort whose rows are gone altogether, as those of the erased are, are missed only by who reads all of it again.
alter table cohort add column reread xid8;
