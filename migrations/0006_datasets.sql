-- Data sets: labelled images, each state of one a Parquet file of the blob store.

create table datasets (
  id bigint generated always as identity primary key,
  owner text collate "C" not null,
  name text collate "C" not null,
  visibility text not null default 'public' check (visibility in ('public', 'private')),
  -- What the name stands for: the file put last; null once it is deleted. The row stays, so that what was private
  -- does not come back public.
  digest text collate "C",
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  unique (owner, name)
);

-- Every file that was put under the name, to be had by its digest. A row never changes.
create table dataset_files (
  dataset_id bigint not null references datasets (id),
  digest text collate "C" not null references blobs (digest),
  size bigint not null check (size >= 0),
  -- {"rows": {"train": 60000, "test": 10000}, "classes": ["T-shirt/top", …], "image": {"channels": 1, …}}
  facts jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (dataset_id, digest)
);

create index dataset_files_by_digest on dataset_files (digest);

-- Deferred, so that files may go before the name lets go of them.
alter table datasets
  add foreign key (id, digest) references dataset_files (dataset_id, digest) deferrable initially deferred;
