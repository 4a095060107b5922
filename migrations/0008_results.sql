-- What was measured of a version after it was published, by those who may write to its learngene.

create table version_results (
  id bigint generated always as identity primary key,
  learngene_id bigint not null,
  number integer not null,
  -- {"dataset": {"name": …, "digest": …}, "split": "test", "depth": 9, "epochs": 1, "seeds": [1, 2], "accuracy": 0.88, …}
  result jsonb not null,
  -- Null where no token was asked for.
  token_name text,
  created_at timestamptz not null default clock_timestamp(),
  foreign key (learngene_id, number) references versions (learngene_id, number) on delete cascade
);

create index version_results_by_version on version_results (learngene_id, number, id);
