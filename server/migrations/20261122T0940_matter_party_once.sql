-- A unit or account is a party once, whatever its parts: the key says so, and an insert need not look first.
delete from matter_party a using matter_party b
  where a.ref = b.ref and a.matter_id = b.matter_id and a.kind <> b.kind
    and (b.kind = 'caller' or (a.kind <> 'caller' and a.kind > b.kind));
alter table matter_party drop constraint matter_party_pkey;
alter table matter_party add primary key (ref, matter_id);
