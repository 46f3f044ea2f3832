-- Notices of findings have a follower of their own now; where findings were told before, it goes on from there and tells none twice.
insert into subscriber (name, xid, seq)
  select 'finding.notices', xid, seq from subscriber where name = 'finding.calls' on conflict do nothing;
