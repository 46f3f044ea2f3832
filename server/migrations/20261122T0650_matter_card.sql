-- Supervision cards (督办单): who was given which card when and why, until when it must be answered, and the answer.
create table matter_card (
  id uuid primary key,
  matter_id uuid not null references matter,
  level text not null check (level in ('notice', 'yellow', 'red')),
  unit_id uuid not null,
  reason text not null,
  clock_kind text,
  given_by uuid not null,
  given_at timestamptz not null,
  due_at timestamptz not null,
  task_id uuid not null,
  clock_id uuid not null,
  state text not null default 'open' check (state in ('open', 'replied', 'climbed', 'ended')),
  reply text,
  replied_by uuid,
  replied_at timestamptz,
  ended_at timestamptz
);
comment on table matter_card is 'Never deleted: replied (answered), climbed (not answered in time, a higher card took its place), ended (the matter was answered or ended before).';
create index matter_card_matter on matter_card (matter_id);
alter table matter add column card text;
comment on column matter.card is 'The highest card that is open on it.';
