-- Searches find text in any place of a learngene's name and description: the index has all that it might begin with.

-- The substrings of `shortest` to three characters. An extension, pg_trgm, has such an index too, but not every role may
-- create extensions, and it knows nothing shorter than three characters.
create function search_grams(string text, shortest integer) returns text[]
language sql immutable parallel safe
return (
  select coalesce(array_agg(gram), '{}')
  from (
    select c as one, c || lead(c) over w as two, c || lead(c) over w || lead(c, 2) over w as three
    from unnest(string_to_array(string, null)) with ordinality as characters (c, place) window w as (order by place)
  ) as starts, lateral (values (1, one), (2, two), (3, three)) as grams (size, gram)
  where size >= shortest and gram is not null
);

-- Without a list of what is to be added later: a search would go over all of it, and where nothing vacuums it stays long.
create index learngenes_by_text on learngenes using gin (
  search_grams(lower((owner || '/' || name || ' ' || coalesce(own_description, description)) collate "default") collate "C", 1)
) with (fastupdate = off);
