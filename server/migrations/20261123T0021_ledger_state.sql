-- A house of which nobody has said anything is `unknown` in its ledger, where it was empty: kept views of houses that asked whether 居住状态 was filled
-- in found nothing any more, or everything. What is asked of people (views of people, segments) stays: who lives in no house has no state of one.
update ledger_view v set rule = n.rule, version = v.version + 1
from (
  select id, regexp_replace(
    regexp_replace(rule, '\mhouse\.state\s*(==|!=)\s*(""|'''')', 'house.state \1 "unknown"', 'g'),
    '(\mhouse\.state\s+in\s*\[[^]]*)(""|'''')', '\1"unknown"', 'g') as rule
  from ledger_view where subject = 'house') n
where v.id = n.id and v.rule <> n.rule;
