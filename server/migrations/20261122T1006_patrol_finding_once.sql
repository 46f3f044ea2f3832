-- A finding becomes one matter, whoever raises it at the same moment as another: the second transaction ends here.
alter table patrol_finding add column matters smallint not null default 0;
update patrol_finding set matters = 1 where matter_id is not null;
alter table patrol_finding add constraint patrol_finding_once check (matters <= 1);
comment on column patrol_finding.matters is 'How many matters were made of it: counted up with each, never more than one.';
