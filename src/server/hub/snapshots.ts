import { LRUCache } from "lru-cache";
import { dialects, expansionDtypes, type Expansion } from "../../expander/index.js";
import type { Learngene } from "../../formats/index.js";
import { InputError, type Plan } from "../../model/index.js";
import { LATEST, type Registry, type Version } from "../../registry/index.js";
import type { PlanQuery } from "../planning/plan-query.js";
import type { Planner } from "../planning/planner.js";
import { commitOf, hubCommit, isCommit, type HubExpansion } from "./commit.js";
import { revisionNotFound } from "./errors.js";
import { parseRevision, type RevisionPlan } from "./revision.js";

/** What a revision of a learngene stands for now. */
export interface Snapshot {
  readonly version: Version;
  readonly expansion: HubExpansion;
  /** The commit that it has for good. */
  readonly sha: string;
  readonly learngene: Learngene;
  readonly plan: Plan;
  /** What a planner is asked for its files. */
  readonly query: PlanQuery;
  /** Its weights. */
  readonly weights: Expansion;
}

/** Commits that this process knows the catalog to have. */
const REMEMBERED = 10_000;

/** Finds what revisions stand for, and has their commits remembered. */
export class Snapshots {
  readonly #remembered = new LRUCache<string, true>({ max: REMEMBERED });

  constructor(
    private readonly registry: Registry,
    private readonly planner: Planner,
  ) {}

  /**
   * What a revision stands for now: a commit, or a name as {@link parseRevision} reads it. Throws `learngene-not-found`, and a
   * fault that Hub clients take for a missing revision where there is no such version, plan or form.
   */
  async find(owner: string, name: string, revision: string): Promise<Snapshot> {
    try {
      return await (isCommit(revision)
        ? this.#pinned(owner, name, revision)
        : this.#named(owner, name, revision));
    } catch (error) {
      throw error instanceof InputError && !isOfName(error) ? revisionNotFound(error.message, error) : error;
    }
  }

  /** Has the commits of whole versions remembered; gives them in order. */
  async commitsOf(digests: readonly string[]): Promise<string[]> {
    const commits = digests.map((digest) => hubCommit(digest, wholeVersion));
    await this.#remember(commits);
    return commits.map(({ sha }) => sha);
  }

  async #named(owner: string, name: string, text: string): Promise<Snapshot> {
    const revision = parseRevision(text);
    const version = await this.registry.resolve(owner, name, revision?.ref ?? LATEST);
    if (revision === undefined) {
      throw revisionNotFound(`${JSON.stringify(text.slice(0, 100))} is no revision of a learngene`);
    }
    const { plan, dialect, dtype } = revision;
    if (plan.kind === "whole") {
      return this.#snapshot(version, { layers: undefined, dialect, dtype });
    }
    const query = { ...planQuery(plan), dialect, dtype };
    const { layers } = (await this.planner.planned(version, query, "safetensors")).plan;
    return this.#snapshot(version, { layers, dialect, dtype });
  }

  async #pinned(owner: string, name: string, sha: string): Promise<Snapshot> {
    const commit = await this.registry.hub.commit(sha);
    // Asked for first: whether there is such a learngene comes before whether it has the commit.
    const version = await this.registry.resolve(owner, name, commit?.digest ?? LATEST);
    const dialect = dialects.find((each) => each === commit?.dialect);
    const dtype = expansionDtypes.find((each) => each === commit?.dtype);
    if (commit === undefined || dialect === undefined || dtype === undefined) {
      throw revisionNotFound(`${owner}/${name} has no commit ${sha}`);
    }
    return { ...(await this.#snapshot(version, { layers: commit.layers, dialect, dtype })), sha };
  }

  async #snapshot(version: Version, expansion: HubExpansion): Promise<Snapshot> {
    const { rule, stages } = version.manifest;
    const layers = expansion.layers ?? stages.map((stage) => stage.layers);
    // A line has a depth, and no layers of stages.
    const which = rule === "linear" ? { depth: layers[0] } : { layers: [...layers] };
    const query: PlanQuery = { ...which, dialect: expansion.dialect, dtype: expansion.dtype };
    const [{ learngene, plan }, weights] = await Promise.all([
      this.planner.planned(version, query, "safetensors"),
      this.planner.expansion(version, query, "safetensors"),
    ]);
    const commit = hubCommit(version.digest, expansion);
    await this.#remember([commit]);
    return { version, expansion, sha: commit.sha, learngene, plan, query, weights };
  }

  async #remember(commits: readonly ReturnType<typeof hubCommit>[]): Promise<void> {
    const fresh = commits.filter(({ sha }) => this.#remembered.get(sha) === undefined);
    if (fresh.length > 0) {
      await this.registry.hub.rememberCommits(fresh);
      for (const { sha } of fresh) {
        this.#remembered.set(sha, true);
      }
    }
  }
}

/** Whether it says that there is no such learngene, and cannot be. */
function isOfName({ code, field }: InputError): boolean {
  return code === "learngene-not-found" || field === "owner" || field === "name";
}

const wholeVersion: HubExpansion = { layers: undefined, dialect: "timm", dtype: "float32" };

/** The commit of a version as `main` shows it. */
export function wholeCommit(digest: string): string {
  return commitOf(digest, wholeVersion);
}

function planQuery(plan: Exclude<RevisionPlan, { kind: "whole" }>): PlanQuery {
  switch (plan.kind) {
    case "depth":
      return { depth: plan.depth };
    case "layers":
      return { layers: [...plan.layers] };
    case "budget":
      return { [plan.budget]: plan.limit };
    case "latency":
      return { maxLatencyMs: plan.ms, device: plan.device };
  }
}
