-- What a tile draws of a building stands with its cells: a tile of some thousand buildings is one stretch of narrow rows.
alter table housing_cell
  add column area_id uuid,
  add column look smallint not null default 0,
  add column houses int not null default 0,
  add column shape bytea not null default '';
comment on column housing_cell.area_id is 'Copied from the building with look and houses, whenever its cells count a change.';
comment on column housing_cell.look is 'The state that most of its houses are in, by its place in the list of states; 16 more where somebody needs care.';
comment on column housing_cell.shape is 'Its rings, or its one point, on the grid of zoom 16: for each the number of points (uint16) and x, y (int32), little end first.';
