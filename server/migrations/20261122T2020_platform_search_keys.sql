-- The blind indexes can be made anew under another key: search keys have numbers like the others, and a print names its own.
alter table data_key drop constraint data_key_check;
alter table data_key add check (number <> 0 or purpose = 'search');
comment on table data_key is 'Data keys, wrapped by the master key: those that make the fingerprints of the blind indexes, and those that seal.';
comment on column data_key.retired_at is 'Sealing: from when on another one seals; what it sealed goes on opening. Search: from when on nothing is looked for by it.';
alter table data_key_use add column printing int, add column printed_to uuid;
comment on column data_key_use.printing is 'The search key that prints are made anew with; null when nothing is under way.';

-- The number of the key a fingerprint was made with: it stands in its first two bytes; the first key writes none.
create function print_key(value bytea) returns int language sql immutable strict parallel safe
  return case when octet_length(value) = 32 then 0 else (get_byte(value, 0) << 8) + get_byte(value, 1) end;
