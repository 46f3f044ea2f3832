-- For which matter a whistle was blown its own row in matter says, and since when it is there; nothing reads arrivals and ratings by unit.
drop index whistle_parent, whistle_arrival_unit, whistle_rating_unit;
alter table whistle drop column parent_id, drop column created_at;
