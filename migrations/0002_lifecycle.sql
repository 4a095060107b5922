-- What may change about what is published: who sees it, what it says of itself, yanked versions, deleted ones.

alter table learngenes
  add column visibility text not null default 'public' check (visibility in ('public', 'private')),
  -- Markdown.
  add column card text not null default '',
  -- What somebody wrote over the newest version's; null where nobody did.
  add column own_description text,
  add column own_license text;

-- Hidden from `latest` and lists; by number, tag or digest still there.
alter table versions
  add column yanked_at timestamptz,
  add column yank_reason text not null default '';

-- The newest that `latest` may stand for, without a look at the yanked ones.
create index versions_unyanked on versions (learngene_id, number desc) where yanked_at is null;
