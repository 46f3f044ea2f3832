-- How many buildings stand where, without reading their outlines.
create index housing_building_spot on housing_building (area_id) include (lng, lat, houses, estate_id) where retired_at is null;
