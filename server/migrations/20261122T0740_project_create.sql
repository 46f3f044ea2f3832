-- Task and project lists (民生实事, 三个十): who does what by when, and how far it is.
create table project_list (
  id uuid primary key,
  name text not null,
  about text not null,
  owner_unit uuid not null,
  area_id uuid not null,
  public boolean not null,
  items int not null default 0,
  done int not null default 0,
  percents int not null default 0,
  created_by uuid not null,
  created_at timestamptz not null,
  event_hash bytea not null
);
comment on column project_list.percents is 'Sum of the percents of its items, kept in the transaction of each entry.';
create index project_list_area on project_list (area_id);
create index project_list_public on project_list (created_at desc, id desc) where public;

create table project_item (
  id uuid primary key,
  list_id uuid not null references project_list,
  position int not null,
  name text not null,
  unit_id uuid not null,
  account_id uuid,
  deadline date not null,
  milestones jsonb not null,
  percent int not null default 0 check (percent between 0 and 100),
  done_at timestamptz,
  event_hash bytea not null
);
comment on column project_item.milestones is '[{name, due_on, done_on}]: days; done_on null while it is to be reached.';
create index project_item_list on project_item (list_id, position);
create index project_item_unit on project_item (unit_id, deadline, id) where done_at is null;
create index project_item_account on project_item (account_id, deadline, id) where done_at is null and account_id is not null;

create table project_entry (
  id uuid primary key,
  item_id uuid not null references project_item,
  text text not null,
  percent int not null,
  at timestamptz not null,
  by uuid not null
);
create index project_entry_item on project_entry (item_id, at desc, id desc);
