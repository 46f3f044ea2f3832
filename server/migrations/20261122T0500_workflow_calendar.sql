-- Calendars by which limits in working time are counted.
create table workflow_calendar (
  code text not null,
  version int not null,
  name text not null,
  spec jsonb not null,
  published_at timestamptz not null,
  actor uuid not null,
  primary key (code, version)
);
comment on table workflow_calendar is 'Never changed once published: a clock names the version it was counted by, so that any due time can be computed again.';
comment on column workflow_clock.limits is 'All inputs of due_at beside start and pauses: limit (4wh), source, calendar and its version, an approved extension (extended_to).';
