-- A city keeps items of its own, and leaves out what it does not need (only what is necessary may be kept about people).
alter table dictionary_field add column own boolean not null default false;
alter table dictionary_field add column retired_at timestamptz;
comment on column dictionary_field.own is 'Made by the city, not by a pack; its code begins with own_.';
comment on column dictionary_field.retired_at is 'No longer kept: neither listed nor found; what is kept of it stays readable to the program.';
