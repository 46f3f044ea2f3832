-- What a wide view of the map shows of a cell: a dot for each building, counted by grid, so that a tile of the whole city reads some thousand
-- small rows instead of each building's outline.
alter table housing_cell add column spot int check (spot between 0 and 65535);
comment on column housing_cell.spot is 'Where in the cell the middle of the building lies, on a grid of 256 by 256: column times 256 and row; null in cells that only its edges touch.';

create table housing_ground (
  key bigint not null,
  area_id uuid not null,
  buildings int not null,
  houses int not null,
  x double precision not null,
  y double precision not null,
  dots bytea not null,
  primary key (key, area_id)
);
comment on table housing_ground is 'The buildings whose middle lies in a cell (tile of zoom 15), by grid: written anew in the transaction that counts a change of the cell.';
comment on column housing_ground.area_id is 'The grid; all zeros for buildings in none.';
comment on column housing_ground.x is 'x and y: the sums of where its buildings stand in the unit square of the map, for the middle of some of them together.';
comment on column housing_ground.dots is 'One int4 for each building: spot times 256 and look.';

with stood as (
  select id, (lng / 360 + 0.5) * 32768 as x,
    (0.5 - 0.25 * ln((1 + sin(radians(lat))) / (1 - sin(radians(lat)))) / pi()) * 32768 as y
  from housing_building where lng is not null and abs(lat) < 85
), celled as (
  select id, x, y, (
    select sum((((floor(x)::bigint >> bit) & 1) << (2 * bit)) + (((floor(y)::bigint >> bit) & 1) << (2 * bit + 1)))
    from generate_series(0, 15) bit) as key
  from stood
)
update housing_cell c set spot = floor((s.x - floor(s.x)) * 256)::int * 256 + floor((s.y - floor(s.y)) * 256)::int
from celled s where c.building_id = s.id and c.key = s.key;

insert into housing_ground (key, area_id, buildings, houses, x, y, dots)
select c.key, coalesce(c.area_id, '00000000-0000-0000-0000-000000000000'), count(*), sum(c.houses), sum(b.lng / 360 + 0.5),
  sum(0.5 - 0.25 * ln((1 + sin(radians(b.lat))) / (1 - sin(radians(b.lat)))) / pi()),
  string_agg(int4send(c.spot * 256 + c.look), ''::bytea)
from housing_cell c join housing_building b on b.id = c.building_id where c.spot is not null group by 1, 2;
