alter table matter add column if not exists parent_id uuid;
comment on column matter.parent_id is 'The matter for which this one was opened (吹哨): its page shows this one.';
create index matter_parent on matter (parent_id, id) where parent_id is not null;
