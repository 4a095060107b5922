import { LRUCache } from "lru-cache";
import { choosePlan, planExpansion, type Expansion, type ExpansionFormat } from "../../expander/index.js";
import type { Learngene, Segment } from "../../formats/index.js";
import type { Plan } from "../../model/index.js";
import type { Device, Registry, Version } from "../../registry/index.js";
import type { QueryOf } from "../api-types.js";
import { jsonAnswer, type JsonAnswer } from "../http/send-json.js";
import { RecentHeaders } from "../recent-headers.js";
import { plannedDepths, plannedExpansion } from "./plan-answer.js";
import { formOf, planningOf, type PlanQuery } from "./plan-query.js";

/** Bytes of answers that are remembered at most; half as many of planned files. */
const REMEMBERED_BYTES = 16 * 1024 ** 2;

/**
 * Plans what queries ask for. An answer depends on the version's bytes and number, the query and the device's profile
 * alone, so answers are remembered by these: whether there is such a version, and who may see it, is asked each time.
 */
export class Planner {
  readonly #registry: Registry;
  readonly #answers = new LRUCache<string, JsonAnswer>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: ({ body }, key) => body.byteLength + key.length + 200,
  });

  readonly #expansions = new LRUCache<string, Expansion>({
    maxSize: REMEMBERED_BYTES / 2,
    sizeCalculation: ({ segments }, key) =>
      segments.reduce((sum, one) => sum + memoryOf(one), key.length + 200),
  });
  readonly #headers: RecentHeaders;

  readonly #words = new WeakMap<object, string>();

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#headers = new RecentHeaders(registry);
  }

  /** The answer to a plan request. Throws what {@link choosePlan} does, and `device-not-found`, `not-calibrated`. */
  async answer(version: Version, query: QueryOf<"getPlan">): Promise<JsonAnswer> {
    const device = await this.#device(query);
    const key = `${version.digest} ${version.number} ${device?.revision ?? ""} ${this.#wordsOf(query)}`;
    const known = this.#answers.get(key);
    if (known !== undefined) {
      return known;
    }
    const learngene = await this.#headers.read(version);
    const { format = "safetensors", all = false, upTo = MAX_DEPTHS } = query;
    const planning = planningOf(query, format, { digest: version.digest, learngene }, device);
    const about = { version, device: query.device };
    const planned = all ? plannedDepths(planning, upTo, about) : plannedExpansion(planning, about);
    const answer = jsonAnswer(JSON.stringify(planned));
    this.#answers.set(key, answer);
    return answer;
  }

  /** The plan of the file that a query asks for, that of the answer to the same query, and of what it is a plan. */
  async planned(
    version: Version,
    query: PlanQuery,
    format: ExpansionFormat,
  ): Promise<{ learngene: Learngene; plan: Plan }> {
    const learngene = await this.#headers.read(version);
    const device = await this.#device(query);
    const { request, budgets, subject } = planningOf(
      query,
      format,
      { digest: version.digest, learngene },
      device,
    );
    return { learngene, plan: choosePlan(request, budgets, subject).plan };
  }

  /** The file of that plan. Reads no weights, and nothing at all of one that was asked for before. */
  async expansion(version: Version, query: FileQuery, format: ExpansionFormat): Promise<Expansion> {
    const device = await this.#device(query);
    const { digest, name, number } = version;
    const key = `${digest} ${name} ${number} ${device?.revision ?? ""} ${format} ${this.#wordsOf(query)}`;
    const known = this.#expansions.get(key);
    if (known !== undefined) {
      return known;
    }
    const expansion = planExpansion({
      ...formOf(query),
      part: query.part,
      digest,
      ...(await this.planned(version, query, format)),
      format,
      name: `${name}-v${number}`,
    });
    this.#expansions.set(key, expansion);
    return expansion;
  }

  /** A query in one spelling. Kept by the query's object: one that is asked again is the same. */
  #wordsOf(query: object): string {
    let words = this.#words.get(query);
    if (words === undefined) {
      words = JSON.stringify(sorted(query));
      this.#words.set(query, words);
    }
    return words;
  }

  async #device({ device }: Pick<PlanQuery, "device">): Promise<Device | undefined> {
    return device === undefined ? undefined : this.#registry.devices.get(device);
  }
}

/** What an init is asked, its format aside. */
type FileQuery = Omit<QueryOf<"getInit">, "format">;

/** Depths that a list holds at most. */
const MAX_DEPTHS = 64;

/** A query's parameters by name, so that their order does not matter. */
function sorted(query: object): [string, unknown][] {
  return Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** About what a segment takes in memory, bytes. */
function memoryOf(segment: Segment): number {
  return 150 + (segment.kind === "bytes" ? segment.bytes.byteLength : 0);
}
