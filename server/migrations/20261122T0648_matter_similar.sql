-- Likely duplicates: where open matters lie by cell, spots that are nobody's place, how classes pair up, what photos look like.
alter table matter add column callers integer not null default 1;
comment on column matter.callers is 'How many people called about it, those of matters merged into it among them; follows the event log.';

drop index matter_open_place;
create index matter_open_cell on matter ((floor(lat * 500)::int), (floor(lng * 500)::int), id desc) where open and lat is not null;

create table matter_spot (
  lat integer not null,
  lng integer not null,
  n integer not null,
  primary key (lat, lng)
);
comment on table matter_spot is 'How many matters lie on the very same coordinates (in 1/100000 of a degree): a spot that a share of all calls lie on is a default, nobody''s place.';

create table matter_met (
  newer text not null,
  older text not null,
  met integer not null default 0,
  same integer not null default 0,
  primary key (newer, older)
);
comment on table matter_met is 'How often a matter of one class had an open one of another within 60 m when it came, and how often it turned out to be the same thing; an empty text is no class.';

alter table file add column look bit(64);
comment on column file.look is 'Perceptual hash of a photo (differences of brightness between neighbours): pictures alike differ in few bits. Null where there is nothing to tell by.';
alter table file add column look_parts integer[] generated always as (case when look is null then null else array[
  substring(look from 1 for 16)::int, 65536 + substring(look from 17 for 16)::int,
  131072 + substring(look from 33 for 16)::int, 196608 + substring(look from 49 for 16)::int] end) stored;
create index file_look on file using gin (look_parts) where look_parts is not null and subject is not null;
