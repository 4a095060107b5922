import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";
import { insertAudit } from "../access/audit.js";
import { changeLearngene, type VersionName } from "../change.js";
import { decodePlace, encodeCursor } from "../cursor.js";
import type { Database, Queryable } from "../database.js";
import { findVersion } from "../find.js";
import { checkLimit, DEFAULT_PAGE, pageOf, type Page } from "../page.js";

/** What was measured of a network that a version was expanded to. */
export interface Result {
  /** What it was measured on. */
  readonly dataset: { readonly name: string; readonly digest: string };
  readonly split: "train" | "test";
  readonly depth: number;
  /** Layers of each stage, where they were not shared out evenly. */
  readonly layers?: readonly number[] | undefined;
  /** Epochs of training after the expansion; 0: as it came. */
  readonly epochs: number;
  /** One a run. */
  readonly seeds: readonly number[];
  /** Share of the images that it gets right, the mean of all runs. */
  readonly accuracy: number;
  /** The same of a network of random weights, trained at the same cost. */
  readonly scratchAccuracy?: number | undefined;
}

/** A result as it is kept: never changed. */
export interface KeptResult extends Result {
  readonly id: string;
  readonly attachedAt: Date;
  /** Name of the token that it came with; `undefined` where none was asked for. */
  readonly attachedBy: string | undefined;
}

interface ResultRow {
  id: string;
  result: Result;
  token_name: string | null;
  created_at: Date;
}

/** Which results of a version; see {@link Page}. */
export interface ResultsQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Most results that a version has: they are evidence, not a log. */
export const MAX_RESULTS = 1000;

/** Evidence on versions: results that whoever may write to a learngene attaches. */
export class Results {
  constructor(private readonly database: Database) {}

  /**
   * Attaches a result to the version that `ref` stands for now. Throws `invalid-request` where it has {@link MAX_RESULTS},
   * and what finding the version does.
   */
  attach(name: VersionName, result: Result, actor: Actor): Promise<KeptResult> {
    return changeLearngene(this.database, name, async (tx, id) => {
      const { number } = await findVersion(tx, name);
      const [row] = await tx.query<ResultRow>(
        `insert into version_results (learngene_id, number, result, token_name)
         select $1::bigint, $2::integer, $3::jsonb, $4::text
         where (select count(*) from version_results where learngene_id = $1::bigint and number = $2::integer) < $5::bigint
         returning id::text, result, token_name, created_at`,
        [id, number, JSON.stringify(result), actor.tokenName ?? null, MAX_RESULTS],
      );
      if (row === undefined) {
        throw tooMany(name);
      }
      const { dataset, depth, epochs, accuracy } = result;
      await insertAudit(tx, actor, {
        action: "version.attach",
        owner: name.owner,
        name: name.name,
        detail: { version: number, dataset: dataset.digest, depth, epochs, accuracy },
      });
      return keptResult(row);
    });
  }

  /** Results of a version, the newest first. Throws `invalid-request`, and what finding the version does. */
  async list(
    name: VersionName,
    { cursor, limit = DEFAULT_PAGE }: ResultsQuery = {},
  ): Promise<Page<KeptResult>> {
    checkLimit(limit);
    const before = cursor === undefined ? null : decodePlace(KIND, cursor, (id) => /^[0-9]{1,18}$/.test(id));
    const { owner, name: learngene, number } = await findVersion(this.database, name);
    const rows = await selectResults(this.database, {
      owner,
      name: learngene,
      number,
      before,
      limit: limit + 1,
    });
    return pageOf(rows, limit, ({ id }) => encodeCursor(KIND, id));
  }
}

const KIND = "results";

async function selectResults(
  db: Queryable,
  of: { owner: string; name: string; number: number; before: string | null; limit: number },
): Promise<KeptResult[]> {
  const rows = await db.query<ResultRow>(
    `select r.id::text, r.result, r.token_name, r.created_at
     from version_results r join learngenes l on l.id = r.learngene_id
     where l.owner = $1 and l.name = $2 and r.number = $3 and ($4::bigint is null or r.id < $4::bigint)
     order by r.id desc limit $5`,
    [of.owner, of.name, of.number, of.before, of.limit],
  );
  return rows.map(keptResult);
}

function keptResult({ id, result, token_name: attachedBy, created_at: attachedAt }: ResultRow): KeptResult {
  return { ...result, id, attachedAt, attachedBy: attachedBy ?? undefined };
}

function tooMany({ owner, name, ref }: VersionName): InputError {
  return new InputError(
    "invalid-request",
    `${owner}/${name}@${ref} has ${MAX_RESULTS} results, as many as may be`,
    {
      field: "ref",
      value: ref.slice(0, 120),
      fix: "Publish a version of its own for what is measured anew.",
    },
  );
}
