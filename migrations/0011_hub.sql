-- What Hub clients name and check expansions by. All of it but the key can be made again.

-- A commit is a pure function of a version's bytes and what they are expanded to; this is the way back.
create table hub_commits (
  sha text collate "C" primary key check (sha ~ '^[0-9a-f]{40}$'),
  digest text collate "C" not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  -- Of each stage; null: those of the Aux-Net, the learngene beside the network.
  layers jsonb,
  dialect text not null,
  dtype text not null,
  created_at timestamptz not null default clock_timestamp()
);

create index hub_commits_by_digest on hub_commits (digest);

-- The SHA-256 of the bytes that a version is expanded to, which takes reading all of them.
create table hub_files (
  -- What the bytes depend on, as the expander sums it up.
  identity text collate "C" primary key,
  -- Of the version.
  digest text collate "C" not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  sha256 text collate "C" not null check (sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default clock_timestamp()
);

create index hub_files_by_digest on hub_files (digest);

-- What the addresses that clients upload to are signed with: one for all servers of this registry.
create table hub_key (
  id integer primary key check (id = 1),
  key text not null
);
