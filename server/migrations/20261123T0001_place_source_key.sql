-- Two sources number their own: a place is found by its source's key after the source's name. What was registered before carries the bare key.
-- Whose it is says the first statement that brought it.
update place p set source_key = s.source || ':' || s.source_key
from (
  select distinct on (subject, source_key) subject, source, source_key from source_statement
  where subject_kind in ('organisation', 'place', 'component', 'vehicle') and source_key is not null
  order by subject, source_key, seq) s
where s.subject = p.id and s.source_key = p.source_key;
comment on column place.source_key is 'What an imported file calls it, after the name of its source.';
