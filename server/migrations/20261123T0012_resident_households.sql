-- A household from which everybody has moved, died or was merged was counted on: 户数 counts those in which somebody is here.
alter table resident_household add column people int not null default 0;
comment on column resident_household.people is 'How many of its people are here (present or away), kept in the transaction of each change; counted in its area while there are any.';
update resident_household h set people = p.n
from (select household_id, count(*)::int as n from resident_person where household_id is not null and state in ('present', 'away') group by 1) p
where p.household_id = h.id;
update resident_count c set households = (select count(*)::int from resident_household h where h.area_id = c.area_id and h.people > 0);
comment on column resident_count.households is 'Households of the area in which somebody is here.';
