-- Who must do what by when, about which subject.
create table task (
  id uuid primary key,
  subject_kind text not null,
  subject uuid not null,
  kind text not null,
  role text,
  unit_id uuid,
  account_id uuid,
  state text not null check (state in ('pending', 'signed', 'done', 'returned', 'transferred', 'cancelled')),
  due_at timestamptz,
  result jsonb not null default '{}',
  created_at timestamptz not null,
  signed_at timestamptz,
  closed_at timestamptz,
  signed_by uuid,
  closed_by uuid,
  constraint task_has_holder check (unit_id is not null or account_id is not null)
);
create index task_subject on task (subject);
-- What is due first comes first; what has no time limit comes last.
create index task_unit_open on task (unit_id, coalesce(due_at, 'infinity'), id) where closed_at is null and unit_id is not null;
create index task_unit_kind_open on task (unit_id, kind, coalesce(due_at, 'infinity'), id) where closed_at is null and unit_id is not null;
create index task_account_open on task (account_id, coalesce(due_at, 'infinity'), id) where closed_at is null and account_id is not null;

create table task_count (
  ref uuid not null,
  kind text not null,
  open int not null,
  primary key (ref, kind)
);
comment on table task_count is 'Open tasks per holder and kind, folded from the event log.';
