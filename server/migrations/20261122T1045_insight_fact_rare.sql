-- The list behind a number that few facts carry is read by these alone, not by all of their stage in the period. As many as RARE (vocabulary.ts).
create index insight_fact_rare on insight_fact (stage, counted_at desc, id desc)
  where measures && '{accept_excluded,arrive_excluded,dispatch_excluded,handle_excluded,handle_extended,handle_overdue,register_excluded,report_excluded,report_raised,resolve_excluded,resolve_overdue,resolve_reopened,resolve_reworked,sign_excluded,verify_excluded,visit_excluded}'::text[];
