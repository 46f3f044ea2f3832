-- Houses as a ledger: by what they are used as, and by any of their items; area by area they stand in order already.
create index housing_house_use on housing_house (use, area_id, id) where retired_at is null;
create index housing_house_items on housing_house using gin (items jsonb_path_ops) where retired_at is null;
