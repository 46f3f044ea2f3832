-- That its matter exists is known where a call becomes part of a finding, and matters are never removed; the check of each locked the matter's row, a write of its own.
alter table finding_matter drop constraint finding_matter_matter_id_fkey;
