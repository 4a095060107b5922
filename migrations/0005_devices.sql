-- Machines on which networks were timed, so that a plan can be asked for by its latency.

-- Above those of devices that were deleted, too: what was reckoned with one profile is never taken for another's.
create sequence device_revisions;

create table devices (
  name text collate "C" primary key,
  -- Raised by each calibration.
  revision bigint not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

-- What was timed of one architecture in one way of running it; a newer one takes its place.
create table calibrations (
  device text collate "C" not null references devices (name) on delete cascade,
  architecture jsonb not null,
  dtype text not null,
  batch integer not null check (batch >= 1),
  threads integer not null check (threads >= 1),
  -- [{"depth": 4, "ms": 3.2}, …] by depth.
  latencies jsonb not null,
  -- What ran the networks, for people.
  runtime text not null default '',
  -- Of the request: what was timed together stays together.
  calibrated_at timestamptz not null default now(),
  primary key (device, architecture, dtype, batch, threads)
);
