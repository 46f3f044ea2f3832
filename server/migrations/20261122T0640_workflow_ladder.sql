-- What happens to a clock that nobody answers, and when each clock is to be looked at next.
create table workflow_ladder (
  code text not null,
  version int not null,
  name text not null,
  spec jsonb not null,
  published_at timestamptz not null,
  actor uuid not null,
  primary key (code, version)
);
comment on table workflow_ladder is 'Never changed once published: a clock keeps the version it started under (limits.ladder).';

alter table workflow_clock add column rung int not null default 0;
alter table workflow_clock add column next_at timestamptz;
alter table workflow_clock add column faults int not null default 0;
comment on column workflow_clock.rung is 'The rung of its ladder that it comes to next; a last rung that repeats goes on counting.';
comment on column workflow_clock.next_at is 'When it comes to it: what the sweep takes. Null while it stands still and when it has stopped.';
comment on column workflow_clock.faults is 'How often in a row handling it failed: it is tried again after a longer and longer while.';
-- Those that run already are looked at when they are due.
update workflow_clock set next_at = due_at
where stopped_at is null and (pauses -> -1 ->> 'from' is null or pauses -> -1 ->> 'to' is not null);
create index workflow_clock_next on workflow_clock (next_at) where next_at is not null;
create index workflow_clock_faulty on workflow_clock (id) where faults > 0;
-- The timers of automatic actions are taken in the same way.
drop index workflow_clock_auto;
