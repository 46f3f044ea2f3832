-- Ledgers of other things than people: houses, organisations, facilities, components, vehicles.
alter table ledger_view add column subject text not null default 'person';
comment on table ledger_view is 'A ledger as somebody wants to see it; shared ones are there for everybody who sees its rows within or above its area.';
alter table ledger_bulk add column subject text not null default 'person';
comment on table ledger_bulk is 'One edit of many rows: open values only, so nothing in it is sealed.';
alter table ledger_bulk_person rename to ledger_bulk_row;
alter table ledger_bulk_row rename column person_id to row_id;
alter table ledger_bulk_row drop constraint ledger_bulk_person_person_id_fkey;
alter table ledger_bulk_row add column before jsonb;
comment on column ledger_bulk_row.before is 'What stood there without a word of its own: where it goes back to when the statement is withdrawn.';
