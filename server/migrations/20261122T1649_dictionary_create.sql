-- Words are data: the code lists of the standards, and what is kept about a person, a house, an organisation.
create table dictionary (
  code text primary key,
  name text not null,
  standard text,
  unsure boolean not null,
  note text,
  position int not null,
  own boolean not null default false,
  version int not null default 1,
  edited_at timestamptz
);
comment on table dictionary is 'Lists of words with codes, each with its standard. Loaded from the pack; what a city edited, a newer pack leaves alone.';
comment on column dictionary.unsure is '待核对: not compared with the printed standard, or not obtained at all.';
comment on column dictionary.own is 'Made by the city, not by a pack.';

create table dictionary_item (
  dictionary text not null references dictionary (code),
  number int not null check (number > 0),
  code text not null,
  name text not null,
  aliases text[] not null default '{}',
  foreign_codes jsonb not null default '{}',
  position int not null,
  retired_at timestamptz,
  version int not null default 1,
  edited_at timestamptz,
  primary key (dictionary, number),
  unique (dictionary, code)
);
comment on table dictionary_item is 'The words of a list. Retired, never deleted: values that carry one stay readable.';
comment on column dictionary_item.number is 'Small, given once and never again within its list: what compact filters are built from.';
comment on column dictionary_item.foreign_codes is 'Its codes in foreign systems: {"ruoyi": ["0"]}.';

create table dictionary_field (
  subject text not null,
  code text not null,
  spec jsonb not null,
  position int not null,
  own_aliases text[] not null default '{}',
  version int not null default 1,
  primary key (subject, code)
);
comment on table dictionary_field is 'What is kept about a subject (person, house …): an item of the registry, as the pack says it. A pack takes none away.';
comment on column dictionary_field.own_aliases is 'Headings of sheets that the city added; a pack leaves them alone.';

create table dictionary_group (
  code text primary key,
  name text not null,
  law text not null,
  position int not null,
  switched_on boolean not null default false,
  reason text,
  version int not null default 1,
  decided_at timestamptz,
  decided_by uuid
);
comment on table dictionary_group is 'Sensitive groups (敏感群体): their items exist only while the security administrator has switched them on.';
