-- Credentials of programs: long-lived, shown once, acting as a staff account that no person uses.
create table account_credential (
  id uuid primary key,
  token_hash bytea not null constraint account_credential_token_unique unique,
  name text not null,
  account_id uuid not null references account,
  addresses text[] not null,
  expires_at timestamptz not null,
  used_on date,
  created_by uuid not null references account,
  created_at timestamptz not null,
  revoked_by uuid references account,
  revoked_at timestamptz,
  check ((revoked_at is null) = (revoked_by is null))
);
comment on table account_credential is 'Kept for good, also after revocation: what another system was once let in with.';
comment on column account_credential.addresses is 'Networks (CIDR) it may be used from; empty = from anywhere.';
comment on column account_credential.used_on is 'The last day (Asia/Shanghai) on which it was used.';
-- A create that is sent twice finds the name taken and makes no second key.
create unique index account_credential_name on account_credential (name) where revoked_at is null;
create index account_credential_account on account_credential (account_id);

revoke delete on account_credential from huying_app;
