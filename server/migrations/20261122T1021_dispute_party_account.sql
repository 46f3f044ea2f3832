-- A party of a dispute is a sealed name; nobody ever tied one to an account.
alter table dispute_party drop column account_id;
