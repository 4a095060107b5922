-- Files that come in several requests. Their parts lie in the blob store; a part counts once its row is here.

create table uploads (
  id uuid primary key,
  owner text collate "C" not null,
  name text collate "C" not null,
  -- Of the whole file, in bytes, as its sender announced it.
  size bigint not null check (size > 0),
  digest text collate "C" check (digest ~ '^sha256:[0-9a-f]{64}$'),
  -- Bytes in parts, which follow each other from 0. Raising it is how one of two requests at one place wins.
  received bigint not null default 0 check (received >= 0 and received <= size),
  -- The number it was published as. Its parts are gone then; the row stays for whoever asks again.
  version integer check (version >= 1),
  created_at timestamptz not null default clock_timestamp(),
  -- Of the last part: idle ones are garbage.
  updated_at timestamptz not null default clock_timestamp()
);

-- How many an owner has open.
create index uploads_open on uploads (owner) where version is null;
create index uploads_by_age on uploads (updated_at);

create table upload_parts (
  -- What the blob store calls it: each attempt at a part has a place of its own, so none overwrites another's.
  id uuid primary key,
  upload_id uuid not null references uploads (id) on delete cascade,
  -- Where the part starts in the file, in bytes.
  start bigint not null check (start >= 0),
  size bigint not null check (size > 0),
  unique (upload_id, start)
);
