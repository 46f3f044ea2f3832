-- The distinct values in a file's columns of closed sets, so that they can be translated before the import.
alter table matter_import add column found jsonb;
comment on column matter_import.found is '{key, counted} or {job} while they are counted; dropped when the import starts.';
