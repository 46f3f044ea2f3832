-- Keys as an envelope: every sealed value names the data key it stands under; data keys lie here, wrapped by the master key, which does not.
create table data_key (
  number int primary key check (number between 0 and 16383),
  purpose text not null check (purpose in ('seal', 'search')),
  provider text not null,
  wrapped bytea not null,
  made_at timestamptz not null default now(),
  active_at timestamptz not null default now(),
  retired_at timestamptz,
  check ((purpose = 'search') = (number = 0))
);
comment on table data_key is 'Data keys, wrapped by the master key. Number 0 makes the fingerprints of the blind indexes, the others seal.';
comment on column data_key.active_at is 'From when on programs seal with it: by then each of them has read it.';
comment on column data_key.retired_at is 'From when on another one seals; what it sealed goes on opening.';

-- The key of a sealed value: version(1) key(1, or 2 from 128 on).
create function sealed_key(value bytea) returns int language sql immutable strict parallel safe
  return case when get_byte(value, 1) < 128 then get_byte(value, 1) else get_byte(value, 1) - 128 + get_byte(value, 2) * 128 end;

create table data_key_use (
  table_name text primary key,
  counts jsonb not null default '{}',
  counted_at timestamptz,
  counting jsonb not null default '{}',
  counted_to uuid,
  resealing int,
  resealed_to uuid
);
comment on table data_key_use is 'How many values of a table stand under which key, as last counted; and how far counting and resealing have come.';
comment on column data_key_use.counts is 'Values by the number of their key.';
comment on column data_key_use.resealing is 'The key that is being sealed with anew; null when nothing is under way.';
