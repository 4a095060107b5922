-- Trainings and measurements that were asked for: what they are, how they stand, what they told and which files they have.

create table jobs (
  id uuid primary key,
  -- The order in which they came, and are taken up.
  number bigint generated always as identity unique,
  -- Whose tokens see it.
  owner text collate "C" not null,
  kind text not null check (kind in ('finetune', 'learn', 'evaluate')),
  -- All that decides what it computes: versions by digest, plans by layers, recipes with their defaults.
  spec jsonb not null,
  -- Who asked for it, as the audit log names them: what it publishes is theirs.
  actor jsonb not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  -- Somebody wants it stopped; its worker sees to that.
  cancelling boolean not null default false,
  -- How often it was taken up since its last checkpoint: one that kills every worker is not tried for ever.
  attempts integer not null default 0 check (attempts >= 0),
  -- Who runs it. A lease is new each time that it is taken up: whoever lost it changes nothing any more.
  worker text,
  lease uuid,
  lease_until timestamptz,
  -- Seconds that workers spent on it.
  seconds double precision not null default 0,
  -- What it last told of its steps.
  progress jsonb,
  -- Number of its newest event: they run from 1 without gaps.
  last_event bigint not null default 0,
  -- What it came to, once its artifacts are here. Publishing follows.
  result jsonb,
  error jsonb,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((state = 'running') = (lease is not null)),
  check ((state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null))
);

create index jobs_to_run on jobs (number) where state in ('queued', 'running');
create index jobs_by_owner on jobs (owner, number);
create index jobs_by_end on jobs (finished_at) where finished_at is not null;

create table job_events (
  job_id uuid not null references jobs on delete cascade,
  number bigint not null check (number >= 1),
  at timestamptz not null default clock_timestamp(),
  type text not null,
  data jsonb not null,
  primary key (job_id, number)
);

-- Blobs that a job needs: no garbage while their row is here.
create table job_files (
  job_id uuid not null references jobs on delete cascade,
  role text not null check (role in ('input', 'checkpoint', 'artifact')),
  name text collate "C" not null,
  digest text collate "C" not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  size bigint not null check (size >= 0),
  created_at timestamptz not null default clock_timestamp(),
  primary key (job_id, role, name)
);

create index job_files_by_digest on job_files (digest);
