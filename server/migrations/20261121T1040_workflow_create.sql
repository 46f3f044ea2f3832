-- Versioned definitions and the clocks they start.
create table workflow_definition (
  code text not null,
  version int not null,
  name text not null,
  spec jsonb not null,
  findings jsonb not null default '[]',
  published_at timestamptz not null,
  actor uuid not null,
  primary key (code, version)
);
comment on table workflow_definition is 'Never changed once published: what runs on a version keeps it.';

create table workflow_clock (
  id uuid primary key,
  subject uuid not null,
  kind text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  limits jsonb not null,
  pauses jsonb not null default '[]',
  stopped_at timestamptz
);
comment on column workflow_clock.limits is 'All inputs of due_at: amount, unit, where the limit came from, calendar version (null = natural time).';
comment on column workflow_clock.pauses is 'Intervals [from, to] that do not count; an open one has no end.';
-- With stopped_at: else a table without statistics is read by AND of this and the whole index of running clocks below.
create index workflow_clock_subject on workflow_clock (subject, stopped_at);
create index workflow_clock_due on workflow_clock (due_at) where stopped_at is null;
create index workflow_clock_auto on workflow_clock (due_at) where stopped_at is null and limits ->> 'action' is not null;
