-- Networks that jobs learn from or are taught by, which are no learngenes: files by their digests, an owner's alone.

create table models (
  owner text collate "C" not null,
  digest text collate "C" not null references blobs (digest),
  size bigint not null check (size >= 0),
  -- Any ONNX classifier, or the safetensors file of a network with its manifest.
  format text not null check (format in ('onnx', 'safetensors')),
  created_at timestamptz not null default clock_timestamp(),
  -- When it was put, or a job named it, last: what nobody uses goes.
  used_at timestamptz not null default clock_timestamp(),
  primary key (owner, digest)
);

create index models_by_digest on models (digest);
