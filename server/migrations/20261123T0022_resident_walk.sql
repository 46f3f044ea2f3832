-- Who a rule of codes, flags and ages may hold for is told along the order of a list without reading the people themselves: they lie all over
-- the table, and a page of a rare rule reads twelve thousand of them.
create index resident_person_walk on resident_person (area_id, id) include (state, birth, facets);
drop index resident_person_area;
alter index resident_person_walk rename to resident_person_area;
