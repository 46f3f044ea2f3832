-- A matter's page and a list of appeals read exclusions by these, revoked ones too.
create index judgement_exclusion_subject on judgement_exclusion (subject, id desc);
create index judgement_exclusion_appeal on judgement_exclusion (appeal_id) where appeal_id is not null;
