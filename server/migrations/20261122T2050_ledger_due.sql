-- After an import segments are computed anew once, not person by person; not at once either, or each import would compute them without end.
alter table ledger_segment add column due_at timestamptz;
comment on column ledger_segment.due_at is 'Not computed before this moment; null is at once.';

-- A given name within an area: without it every name of a street's grids is read.
create index resident_person_area_given on resident_person (area_id, name_given, id);
