-- Rows of tables name a building by its code, or by its name alone: each is asked for a whole chunk at once.
create index housing_building_code on housing_building (address_code) where address_code <> '';
create index housing_building_name on housing_building (replace(name, ' ', '')) where retired_at is null;
-- A building that ended frees what its source calls it: the source may hand it in again.
drop index housing_building_source;
create unique index housing_building_source on housing_building (source_key) where source_key is not null and retired_at is null;
