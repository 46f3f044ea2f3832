-- Who gave what is appealed against: that centre decides only where there is no other, and that person never.
alter table judgement_appeal add judge_unit uuid, add judge_account uuid;
comment on column judgement_appeal.judge_unit is 'The unit that gave the judgement; null where a caller or the clock did.';
