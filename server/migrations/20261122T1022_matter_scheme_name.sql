-- Schemes of classes are shown by name where they are edited; the pack says it, and so may a city.
alter table matter_category add scheme_name text;
