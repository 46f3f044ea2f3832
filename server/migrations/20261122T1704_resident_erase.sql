-- A person may ask to be forgotten: what was kept goes, and that it went can be proved.
alter table resident_person drop constraint resident_person_state_check;
alter table resident_person add constraint resident_person_state_check
  check (state in ('present', 'away', 'left', 'dead', 'merged', 'erased'));
create table resident_erasure (
  id uuid primary key,
  person_id uuid not null references resident_person,
  area_id uuid not null references area,
  reason text not null,
  erased jsonb not null,
  actor uuid not null,
  at timestamptz not null,
  event_hash bytea not null
);
comment on table resident_erasure is 'The proof that somebody was erased: how many rows of each table went, by whom and why; the event''s hash stands in the log. No value of the person.';
create index resident_erasure_area on resident_erasure (area_id, id);
alter table resident_erasure enable row level security;
create policy resident_erasure_inside on resident_erasure
  using (actor_is_system() or area_id in (select a.id from area a where a.path && actor_areas('resident')))
  with check (actor_is_system());
