import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";
import { insertAudit } from "../access/audit.js";
import { refreshEvidence } from "../catalog/index.js";
import { changeLearngene, type LearngeneName, type VersionName } from "../change.js";
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
  /** Id of the job that measured it, if one did; that may be gone by now. */
  readonly job: string | undefined;
}

interface ResultRow {
  id: string;
  result: Result;
  token_name: string | null;
  job_id: string | null;
  created_at: Date;
}

/** Which results of a version; see {@link Page}. */
export interface ResultsQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Most results that a version has: they are evidence, not a log. */
export const MAX_RESULTS = 1000;

export interface ResultsParts {
  readonly database: Database;
  /** Has what was read of a learngene before forgotten once a change of it is over. */
  readonly changing: <T>(name: LearngeneName, change: Promise<T>) => Promise<T>;
}

/** Evidence on versions: results that whoever may write to a learngene attaches. */
export class Results {
  readonly #parts: ResultsParts;

  constructor(parts: ResultsParts) {
    this.#parts = parts;
  }

  /**
   * Attaches a result to the version that `ref` stands for now; what a job measured, once for each job. Throws
   * `invalid-request` where it has {@link MAX_RESULTS}, and what finding the version does.
   */
  attach(name: VersionName, result: Result, actor: Actor, job?: string): Promise<KeptResult> {
    const change = changeLearngene(this.#parts.database, name, async (tx, id) => {
      const known = job === undefined ? undefined : await selectResultOf(tx, job);
      if (known !== undefined) {
        return known;
      }
      const { number } = await findVersion(tx, name);
      const [row] = await tx.query<ResultRow>(
        `insert into version_results as r (learngene_id, number, result, token_name, job_id)
         select $1::bigint, $2::integer, $3::jsonb, $4::text, $6::uuid
         where (select count(*) from version_results where learngene_id = $1::bigint and number = $2::integer) < $5::bigint
         returning ${resultColumns}`,
        [id, number, JSON.stringify(result), actor.tokenName ?? null, MAX_RESULTS, job ?? null],
      );
      if (row === undefined) {
        throw tooMany(name);
      }
      await refreshEvidence(tx, id, number);
      const { dataset, depth, epochs, accuracy } = result;
      await insertAudit(tx, actor, {
        action: "version.attach",
        owner: name.owner,
        name: name.name,
        detail: { version: number, dataset: dataset.digest, depth, epochs, accuracy },
      });
      return keptResult(row);
    });
    return this.#parts.changing(name, change);
  }

  /** Results of a version, the newest first. Throws `invalid-request`, and what finding the version does. */
  async list(
    name: VersionName,
    { cursor, limit = DEFAULT_PAGE }: ResultsQuery = {},
  ): Promise<Page<KeptResult>> {
    checkLimit(limit);
    const before = cursor === undefined ? null : decodePlace(KIND, cursor, (id) => /^[0-9]{1,18}$/.test(id));
    const { owner, name: learngene, number } = await findVersion(this.#parts.database, name);
    const rows = await selectResults(this.#parts.database, {
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

/** Of `version_results r`. */
const resultColumns = "r.id::text, r.result, r.token_name, r.job_id::text, r.created_at";

async function selectResults(
  db: Queryable,
  of: { owner: string; name: string; number: number; before: string | null; limit: number },
): Promise<KeptResult[]> {
  const rows = await db.query<ResultRow>(
    `select ${resultColumns}
     from version_results r join learngenes l on l.id = r.learngene_id
     where l.owner = $1 and l.name = $2 and r.number = $3 and ($4::bigint is null or r.id < $4::bigint)
     order by r.id desc limit $5`,
    [of.owner, of.name, of.number, of.before, of.limit],
  );
  return rows.map(keptResult);
}

async function selectResultOf(db: Queryable, job: string): Promise<KeptResult | undefined> {
  const [row] = await db.query<ResultRow>(
    `select ${resultColumns} from version_results r where r.job_id = $1::uuid`,
    [job],
  );
  return row && keptResult(row);
}

function keptResult({
  id,
  result,
  token_name: by,
  job_id: job,
  created_at: attachedAt,
}: ResultRow): KeptResult {
  return { ...result, id, attachedAt, attachedBy: by ?? undefined, job: job ?? undefined };
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
