-- A pair of records is found by either half: when somebody moves or is erased.
create index resident_duplicate_b on resident_duplicate (b);
