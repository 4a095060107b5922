import type { Queryable } from "../database.js";

/** The best of some results on one data set. */
export interface BestResult {
  readonly depth: number;
  /** Share of the images that it gets right. */
  readonly accuracy: number;
  /** The same of a network of random weights, trained at the same cost. */
  readonly scratchAccuracy?: number;
}

/** What was measured of a version on one split of a data set, in short. */
export interface DatasetEvidence {
  readonly name: string;
  readonly digest: string;
  readonly split: "train" | "test";
  /** How many results there are. */
  readonly results: number;
  /** Of networks as they came; absent if none was measured. */
  readonly untuned?: BestResult;
  /** Of networks that were trained after the expansion; absent if none was measured. */
  readonly tuned?: BestResult & { readonly epochs: number };
}

/** What was measured of a version, in short: what lists show. */
export interface Evidence {
  /** How many results there are, on all data sets. */
  readonly results: number;
  /** Three at most: those with the most results, of them the last measured on. */
  readonly datasets: readonly DatasetEvidence[];
}

/** Writes a version's {@link Evidence} anew, by its results. To be called after whatever changes those. */
export async function refreshEvidence(tx: Queryable, id: string, number: number): Promise<void> {
  await tx.query(
    `update versions v set evidence = (
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
     where v.learngene_id = $1::bigint and v.number = $2::integer`,
    [id, number],
  );
}
