-- A field in another's place is offered for a column that was mapped before it was there, and no more once somebody could choose it.

alter table sheet_import add column successors text[] not null default '{}';
comment on column sheet_import.successors is 'The fields in another''s place that there were when the mapping was made: a column that is mapped as the other was mapped so on purpose.';
