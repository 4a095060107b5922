-- The catalog: learngenes, their numbered versions, tags on versions, and the blobs that hold the bytes.

create table blobs (
  digest text collate "C" primary key check (digest ~ '^sha256:[0-9a-f]{64}$'),
  size bigint not null check (size >= 0),
  created_at timestamptz not null default now()
);

-- Owner and name sort by code point wherever the database runs, so that list cursors stay good.
create table learngenes (
  id bigint generated always as identity primary key,
  owner text collate "C" not null,
  name text collate "C" not null,
  -- These three follow the newest version.
  description text not null default '',
  license text not null,
  updated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  -- The highest number ever given. Raising it locks the row, so concurrent publishes queue here.
  last_version integer not null default 0 check (last_version >= 0),
  unique (owner, name)
);

-- A version never changes once its row is there.
create table versions (
  learngene_id bigint not null references learngenes (id),
  number integer not null check (number >= 1),
  digest text collate "C" not null references blobs (digest),
  size bigint not null check (size >= 0),
  manifest jsonb not null,
  -- Not now(), the transaction's start: publishes that queued would bear times against the order of their numbers.
  created_at timestamptz not null default clock_timestamp(),
  primary key (learngene_id, number),
  unique (learngene_id, digest)
);

create index versions_by_digest on versions (digest);

create table tags (
  learngene_id bigint not null,
  tag text collate "C" not null,
  number integer not null,
  updated_at timestamptz not null default now(),
  primary key (learngene_id, tag),
  foreign key (learngene_id, number) references versions (learngene_id, number)
);

create index tags_by_version on tags (learngene_id, number);
