import { randomUUID } from "node:crypto";
import { InputError } from "../../model/index.js";
import { decodePlace, encodeCursor } from "../cursor.js";
import type { Database, Queryable } from "../database.js";
import { checkLimit, DEFAULT_PAGE, pageOf, type Page } from "../page.js";
import { isUuid } from "../uuid.js";
import type { Actor } from "./actor.js";
import { insertAudit, type AuditAction } from "./audit.js";
import { selectAudit, type AuditEntry } from "./audit-rows.js";
import { ALL_OWNERS, allows, checkGrants, ownersOf, type Grant, type Scope } from "./grants.js";
import { hashSecret, newSecret } from "./secret.js";
import { TokenReads } from "./token-reads.js";
import {
  insertToken,
  selectToken,
  selectTokens,
  updateLastUsed,
  updateRevoked,
  type Token,
} from "./token-rows.js";

/** Who asks to see or change tokens, and what they may do. */
export interface Administrator {
  readonly grants: readonly Grant[];
  readonly actor: Actor;
}

/** A token to be made. */
export interface TokenRequest {
  readonly name: string;
  readonly grants: readonly Grant[];
  /** Default: never. */
  readonly expiresAt?: Date | undefined;
}

/** Which entries of a list; see {@link Page}. */
export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface AuditQuery extends PageQuery {
  readonly owner?: string | undefined;
  readonly name?: string | undefined;
}

/** How far a lookup may lag: `lastUsedAt` is written once in so long. */
const LAST_USED_MILLISECONDS = 60_000;

/**
 * Tokens and the audit log. Who administers an owner sees and makes what concerns that owner alone; who administers
 * {@link ALL_OWNERS}, everything. Throws `forbidden` where the asker's grants do not reach.
 */
export class AccessControl {
  readonly #database: Database;
  readonly #reads: TokenReads;

  /** `soleWriter`: whether no other process writes to the database; what is read often is then kept in memory. */
  constructor(
    database: Database,
    { soleWriter = false }: { readonly soleWriter?: boolean | undefined } = {},
  ) {
    this.#database = database;
    this.#reads = new TokenReads(database, soleWriter);
  }

  /** Whether a token was ever made, even if it is of no use any more: from then on, nobody may write without one. */
  hasTokens(): Promise<boolean> {
    return this.#reads.any();
  }

  /**
   * Makes a token, and gives its secret this once. Throws `forbidden` for grants beyond the administrator's own,
   * `invalid-request` or `invalid-name` for a request that makes no sense.
   */
  async createToken(request: TokenRequest, by: Administrator): Promise<{ token: Token; secret: string }> {
    checkTokenName(request.name);
    checkGrants(request.grants);
    checkExpiry(request.expiresAt);
    const beyond = request.grants.find(({ owner }) => !allows(by.grants, owner, "admin"));
    if (beyond !== undefined) {
      throw forbidden(`this token may not grant anything on ${shownOwner(beyond.owner)}`, beyond.owner);
    }
    const [id, secret] = [randomUUID(), newSecret()];
    const token = await this.#changing(async (tx) => {
      const { name, grants, expiresAt } = request;
      await insertToken(tx, { id, name, grants, expiresAt, secretSha256: hashSecret(secret) });
      const made = await selectToken(tx, id);
      if (made === undefined) {
        throw new Error(`no row for the token ${id} after inserting it`);
      }
      await auditToken(tx, by.actor, "token.create", made);
      return made;
    });
    return { token, secret };
  }

  /** Tokens that the administrator may revoke, the newest first. */
  async listTokens({ cursor, limit = DEFAULT_PAGE }: PageQuery, by: Administrator): Promise<Page<Token>> {
    checkLimit(limit);
    const after = cursor === undefined ? undefined : decodePlace("token", cursor, isUuid);
    const owners = ownersOf(by.grants, "admin");
    const found = await selectTokens(this.#database, owners, after, limit + 1);
    return pageOf(found, limit, ({ id }) => encodeCursor("token", id));
  }

  /**
   * Revokes a token for ever, at once; does nothing if it was revoked before. Throws `token-not-found` for one that
   * is not there, or has grants that the administrator may not take away.
   */
  async revokeToken(id: string, by: Administrator): Promise<void> {
    await this.#changing(async (tx) => {
      const token = isUuid(id) ? await selectToken(tx, id) : undefined;
      if (token === undefined || !token.grants.every(({ owner }) => allows(by.grants, owner, "admin"))) {
        throw tokenNotFound(id);
      }
      if (await updateRevoked(tx, id)) {
        await auditToken(tx, by.actor, "token.revoke", token);
      }
    });
  }

  /** The token with this secret, whatever its state; `undefined` if there is none. */
  findToken(secret: string): Promise<Token | undefined> {
    return this.#reads.bySecret(secret);
  }

  /**
   * Throws `forbidden` unless who asked for something may still do so, now that it is done: a token may have been revoked
   * meanwhile. Who needed none was this machine's own.
   */
  async checkStill({ tokenId, tokenName = "" }: Actor, scope: Scope, owner: string): Promise<void> {
    if (tokenId === undefined) {
      return;
    }
    const token = await selectToken(this.#database, tokenId);
    if (token?.state !== "active" || !allows(token.grants, owner, scope)) {
      const why =
        token?.state === "active" ? `is not granted ${scope} on ${shownOwner(owner)}` : "is of no use";
      throw new InputError("forbidden", `the token ${tokenName} that it was asked for with ${why} any more`, {
        field: "owner",
        value: owner.slice(0, 100),
        fix: `Ask again with a token that is granted ${scope} on it.`,
      });
    }
  }

  /** Writes down that a token is in use, at most once a minute. */
  async touch({ id, lastUsedAt }: Token): Promise<void> {
    if (lastUsedAt === undefined || Date.now() - lastUsedAt.getTime() >= LAST_USED_MILLISECONDS) {
      await updateLastUsed(this.#database, id);
      this.#reads.forget();
    }
  }

  /** Writes that were carried out, the newest first: those on the owners that the asker administers. */
  async listAudit(query: AuditQuery, by: Administrator): Promise<Page<AuditEntry>> {
    const { owner, name, cursor, limit = DEFAULT_PAGE } = query;
    checkLimit(limit);
    const before = cursor === undefined ? undefined : decodePlace("audit", cursor, isInt8);
    const owners = ownersOf(by.grants, "admin");
    if (owner !== undefined && !allows(by.grants, owner, "admin")) {
      throw forbidden(`this token may not read the audit log of ${shownOwner(owner)}`, owner);
    }
    const found = await selectAudit(this.#database, { owners, owner, name, before, limit: limit + 1 });
    return pageOf(found, limit, ({ id }) => encodeCursor("audit", id));
  }

  /** What was read of tokens before is forgotten, even if the change fails. */
  async #changing<T>(change: (tx: Queryable) => Promise<T>): Promise<T> {
    try {
      return await this.#database.transaction(change);
    } finally {
      this.#reads.forget();
    }
  }
}

const isInt8 = (text: string) => /^[1-9][0-9]{0,17}$/.test(text);

async function auditToken(tx: Queryable, actor: Actor, action: AuditAction, token: Token): Promise<void> {
  const { id, name, grants } = token;
  // Only what concerns one owner alone is that owner's to see.
  const [first, ...others] = grants.map(({ owner }) => owner);
  const owner = others.length > 0 || first === ALL_OWNERS ? undefined : first;
  const detail = { token: id, name, grants: grants.map((each) => `${each.owner}:${each.scope}`).join(" ") };
  await insertAudit(tx, actor, { action, owner, detail });
}

function checkTokenName(name: string): void {
  if (!/^[^\p{C}]{1,96}$/u.test(name) || name.trim() !== name) {
    throw new InputError("invalid-request", `${JSON.stringify(name.slice(0, 100))} is no name for a token`, {
      field: "name",
      value: name.slice(0, 100),
      fix: "Use 1 to 96 characters that can be seen, such as ci-acme.",
    });
  }
}

function checkExpiry(expiresAt: Date | undefined): void {
  if (expiresAt === undefined) {
    return;
  }
  const time = expiresAt.getTime();
  if (!(time > Date.now() && expiresAt.getUTCFullYear() <= 9999)) {
    throw new InputError("invalid-request", "a token cannot expire but in the future", {
      field: "expiresAt",
      value: Number.isNaN(time) ? "no time" : expiresAt.toISOString(),
      fix: "Give a later time, or none for a token that does not expire.",
    });
  }
}

/** Refuses what the asker's grants do not reach. */
export function forbidden(message: string, owner: string): InputError {
  return new InputError("forbidden", message, {
    field: "owner",
    value: owner.slice(0, 100),
    fix: "Use a token with admin on it.",
  });
}

const shownOwner = (owner: string) => (owner === ALL_OWNERS ? "all owners" : owner.slice(0, 100));

function tokenNotFound(id: string): InputError {
  const value = id.slice(0, 60);
  return new InputError("token-not-found", `there is no token with the id ${JSON.stringify(value)}`, {
    field: "id",
    value,
    fix: "List the tokens to see their ids.",
  });
}
