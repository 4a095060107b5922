-- Evidence in short with its version, so that lists show it without a look at every result.

-- {"results": 3, "datasets": [{"name": …, "digest": …, "split": "test", "results": 3, "untuned": {…}, "tuned": {…}}]}
alter table versions add column evidence jsonb;

-- Which job measured it, if one did, though that may be deleted: done twice, it attaches once.
alter table version_results add column job_id uuid unique;

update versions v set evidence = (
  select jsonb_build_object('results', sum(d.results), 'datasets',
    jsonb_agg(d.summary order by d.place) filter (where d.place <= 3))
  from (
    select count(*) as results, row_number() over (order by count(*) desc, max(r.id) desc) as place,
      jsonb_strip_nulls(jsonb_build_object(
        'name', (array_agg(r.result #> '{dataset,name}' order by r.id desc))[1],
        'digest', r.result #> '{dataset,digest}', 'split', r.result -> 'split', 'results', count(*),
        'untuned', (array_agg(r.brief - 'epochs' order by r.accuracy desc, r.id) filter (where r.epochs = 0))[1],
        'tuned', (array_agg(r.brief order by r.accuracy desc, r.id) filter (where r.epochs > 0))[1])) as summary
    from (
      select id, result, (result ->> 'accuracy')::float8 as accuracy, (result ->> 'epochs')::float8 as epochs,
        jsonb_build_object('depth', result -> 'depth', 'epochs', result -> 'epochs',
          'accuracy', result -> 'accuracy', 'scratchAccuracy', result -> 'scratchAccuracy') as brief
      from version_results where learngene_id = v.learngene_id and number = v.number
    ) as r
    group by r.result #> '{dataset,digest}', r.result -> 'split'
  ) as d
)
where exists (select 1 from version_results r where r.learngene_id = v.learngene_id and r.number = v.number);
