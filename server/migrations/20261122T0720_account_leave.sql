-- Leave and stand-in (请假、代班): who is away from when to when, and who does their work meanwhile.
create table account_leave (
  id uuid primary key,
  account_id uuid not null references account,
  from_at timestamptz not null,
  to_at timestamptz not null,
  reason_sealed bytea not null,
  stand_in_id uuid references account,
  take_back boolean not null,
  created_by uuid not null,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  check (from_at < to_at),
  check (stand_in_id is distinct from account_id)
);
comment on table account_leave is 'Planned until started_at, away until ended_at; one called off before it started has ended_at alone.';
comment on column account_leave.take_back is 'What the stand-in has not done by the end goes back to the person.';
create index account_leave_account on account_leave (account_id) where ended_at is null;
create index account_leave_stand_in on account_leave (stand_in_id) where ended_at is null;
create index task_stands_in on task ((result -> 'stands_in' ->> 'leave')) where closed_at is null and result ? 'stands_in';
create index account_leave_due on account_leave ((case when started_at is null then from_at else to_at end)) where ended_at is null;
