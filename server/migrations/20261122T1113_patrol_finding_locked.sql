-- A finding is locked while it becomes a matter, in the matter's own transaction: counting them is not needed.
alter table patrol_finding drop column matters;
