-- Two who register people of one house at the same moment make one household: the second finds the key taken, begins anew and joins it.
-- What was made twice before becomes one first: the oldest stays.
create temporary table double_household on commit drop as
  select id, area_id, kept from (
    select id, area_id, first_value(id) over (partition by house_id, number order by id) as kept from resident_household where house_id is not null) h
  where id <> kept;
update resident_person p set household_id = d.kept from double_household d where p.household_id = d.id;
update resident_household k set head_id = h.head_id from double_household d join resident_household h on h.id = d.id
  where k.id = d.kept and k.head_id is null and h.head_id is not null;
delete from resident_household h using double_household d where h.id = d.id;
update resident_count c set households = c.households - d.n
  from (select area_id, count(*)::int as n from double_household group by area_id) d where c.area_id = d.area_id;
drop index resident_household_house;
create unique index resident_household_house on resident_household (house_id, number) nulls not distinct where house_id is not null;

-- All that somebody has and had to do with houses: the index of what holds now answers neither.
create index resident_home_person on resident_home (person_id);
