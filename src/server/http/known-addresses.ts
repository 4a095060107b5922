import type { Request, RequestHandler, Response } from "express";
import { LRUCache } from "lru-cache";
import type { Registry } from "../../registry/index.js";
import { setAccess } from "../access/access-of.js";

/** What a request asks, once it is validated. */
export interface Asked<Params, Query> {
  readonly params: Params;
  readonly query: Query;
}

/** Answers a request as its route does. */
type Answer = (req: Request, res: Response) => Promise<void>;

interface Known {
  readonly owner: string;
  readonly name: string;
  readonly answer: Answer;
}

/** Addresses that are remembered, and the characters of the longest. */
const REMEMBERED = 10_000;
const LONGEST = 1000;

/**
 * Addresses under public learngenes that were asked for before, which are known to be valid. What they stand for may have
 * changed: their answers look it up.
 */
export class KnownAddresses {
  readonly #known = new LRUCache<string, Known>({ max: REMEMBERED });

  constructor(private readonly registry: Registry) {}

  /** Remembers how to answer a valid `GET` at the address of this one. */
  remember(req: Pick<Request, "method" | "originalUrl">, known: Known): void {
    if (req.method === "GET" && req.originalUrl.length <= LONGEST) {
      this.#known.set(req.originalUrl, known);
    }
  }

  /**
   * To stand before what finds routes, authorizes and validates, which take longer than most answers: answers what is
   * known, if it is asked by nobody in particular and everybody may see it. All else it lets pass.
   */
  readonly answerKnown: RequestHandler = async (req, res, next) => {
    const open = req.method === "GET" && req.headers.authorization === undefined;
    const known = open ? this.#known.get(req.originalUrl) : undefined;
    if (known === undefined || !(await this.registry.isPublic(known.owner, known.name))) {
      next();
      return;
    }
    setAccess(req, { grants: [] });
    await known.answer(req, res);
  };
}
