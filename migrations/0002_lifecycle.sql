-- What may change about what is published: who sees it, what it says of itself, yanked versions, deleted ones.

alter table learngenes
  add column visibility text not null default 'public' check (visibility in ('public', 'private')),
  -- Markdown.
  add column card text not null default '',
  -- What somebody wrote over the newest version's; null where nobody did.
  add column own_description text,
  add column own_license text,
  -- What `latest` stands for: the highest number not yanked, null where there is none.
  add column latest integer,
  -- These follow `latest` as description and license do; without it, the highest number of all.
  add column family text not null default '',
  add column dataset text,
  add column size bigint not null default 0;

-- Hidden from `latest` and lists; by number, tag or digest still there.
alter table versions
  add column yanked_at timestamptz,
  add column yank_reason text not null default '';

update learngenes l
set latest = v.number, family = v.manifest #>> '{architecture,family}',
  dataset = v.manifest #>> '{training,dataset,name}', size = v.size
from versions v
where v.learngene_id = l.id and v.number = (select max(number) from versions where learngene_id = l.id);

-- Deferred, so that a version may go before `latest` moves off it.
alter table learngenes
  add foreign key (id, latest) references versions (learngene_id, number) deferrable initially deferred;

create index learngenes_by_family on learngenes (family, owner, name) where latest is not null;
create index learngenes_by_dataset on learngenes (dataset, owner, name) where latest is not null;
create index learngenes_by_size on learngenes (size) where latest is not null;
