-- An administrator is appointed by two: the security administrator asks, one of another power agrees. Neither makes a friend the other's
-- guard alone, and neither knows the whole one-time password.
create table account_appointment (
  id uuid primary key,
  account_id uuid not null references account,
  role_code text not null,
  unit_id uuid,
  area_id uuid,
  asked_by uuid not null references account,
  asked_at timestamptz not null,
  password_hash text,
  half_sealed bytea,
  state text not null check (state in ('asked', 'agreed', 'refused')),
  decided_by uuid references account,
  decided_at timestamptz
);
comment on table account_appointment is 'Asked-for appointments of administrators, and who agreed or refused.';
comment on column account_appointment.half_sealed is 'The second half of the one-time password, for whoever agrees; erased with the hash once it is decided.';
create unique index account_appointment_open on account_appointment (account_id) where state = 'asked';
