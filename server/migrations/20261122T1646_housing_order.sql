-- Houses are listed building by building, floor by floor; outlines come as files, checked before they count.
create index housing_house_order on housing_house (building_id, floor, position, id) where retired_at is null;

create table housing_import (
  id uuid primary key,
  file_name text not null,
  options jsonb not null,
  content text,
  state text not null check (state in ('checking', 'checked', 'applying', 'applied', 'failed')),
  position int not null default 0,
  report jsonb not null default '{}',
  account_id uuid not null,
  created_at timestamptz not null,
  applied_at timestamptz
);
comment on table housing_import is 'An uploaded file of building outlines or points: checked first, applied when somebody confirms the report.';
comment on column housing_import.content is 'The text of the file until it is applied; then null.';
comment on column housing_import.position is 'How many of its buildings have been taken in: where the work goes on after a crash.';
create index housing_import_account on housing_import (account_id, id desc);
