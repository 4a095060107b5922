-- Who may do what, and who did.

create table tokens (
  id uuid primary key,
  -- For people, to tell tokens apart.
  name text not null,
  -- SHA-256 of the secret in hexadecimal: the secret itself is kept nowhere. It is random enough to need no salt.
  secret_sha256 text collate "C" not null unique check (secret_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- Each scope contains those before it: read, publish, admin.
create table token_grants (
  token_id uuid not null references tokens (id) on delete cascade,
  -- An owner's name, or * for all.
  owner text collate "C" not null,
  scope text not null check (scope in ('read', 'publish', 'admin')),
  primary key (token_id, owner)
);

-- Every write that was carried out, in its own transaction: never updated, never without what it tells of.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- Null where no token was asked for. Not a reference: what a token did outlasts it.
  token_id uuid,
  token_name text,
  request_id text,
  remote_address text,
  action text not null,
  owner text collate "C",
  name text collate "C",
  detail jsonb not null default '{}'
);

create index audit_by_learngene on audit (owner, name, id);
