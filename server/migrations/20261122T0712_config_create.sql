-- Configuration as texts: drafts that are not in force, and the versions a city published itself.
create table config_draft (
  kind text not null,
  code text not null,
  text text not null,
  base_version int not null,
  note text not null default '',
  author uuid not null,
  version int not null,
  at timestamptz not null,
  primary key (kind, code)
);
comment on column config_draft.base_version is 'The version that was in force when the draft was begun; 0 for a new document.';
comment on column config_draft.version is 'Counts its changes: who saves names the one that was edited, so that nobody overwrites another''s words unseen.';

create table config_version (
  kind text not null,
  code text not null,
  version int not null,
  text text not null,
  note text not null default '',
  author uuid,
  actor uuid not null,
  at timestamptz not null,
  primary key (kind, code, version)
);
comment on table config_version is 'What was published here, as it was written; never changed. Without an author: what a pack had brought before the first of a city''s own.';
