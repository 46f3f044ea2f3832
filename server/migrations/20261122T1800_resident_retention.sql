-- Who left or died long ago is not kept for ever: found by when the record last changed.
create index resident_person_gone on resident_person (changed_at, id) where state in ('left', 'dead');
