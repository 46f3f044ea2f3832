-- Who is visited next comes first, whatever the area: read in this order, it takes the place of the index by day alone.
create index care_person_next on care_person (next_due, person_id) where ended_on is null;
drop index care_person_day;
