-- Files that come in several requests. Their parts lie in the blob store; a part counts once its row is here.

create table uploads (
  id uuid primary key,
  owner text collate "C" not null,
  name text collate "C" not null,
  -- Of the whole file, in bytes, as its sender announced it.
  size bigint not null check (size >= 0),
  digest text collate "C" check (digest ~ '^sha256:[0-9a-f]{64}$'),
  -- Whose it is; null where no token was asked for.
  token_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  -- Of the last part: idle ones are garbage.
  updated_at timestamptz not null default clock_timestamp()
);

create table upload_parts (
  upload_id uuid not null references uploads (id) on delete cascade,
  -- Where the part starts in the file, in bytes.
  start bigint not null check (start >= 0),
  size bigint not null check (size > 0),
  primary key (upload_id, start)
);
