import type { Database } from "../database.js";
import { RecentReads } from "../recent-reads.js";
import { hashSecret, isSecret } from "./secret.js";
import { anyToken, selectTokenBySecret, type Token } from "./token-rows.js";

/**
 * What every request asks of the tokens. Where no other process writes to the database, answers are kept until this one
 * does; elsewhere each is a statement, so that a token which another process revoked is of no use at once.
 */
export class TokenReads {
  readonly #database: Database;
  readonly #tokens: RecentReads<Token> | undefined;
  readonly #any: RecentReads<{ readonly any: boolean }> | undefined;
  #hasTokens = false;

  constructor(database: Database, soleWriter: boolean) {
    this.#database = database;
    if (soleWriter) {
      const sizeOf = ({ grants }: Token) => 200 * (1 + grants.length);
      this.#tokens = new RecentReads({ maxEntries: 10_000, maxBytes: 4 * 1024 ** 2, sizeOf });
      this.#any = new RecentReads({ maxEntries: 1, maxBytes: 1024, sizeOf: () => 1 });
    }
  }

  /** Whether a token was ever made. Once true it stays so, as tokens' rows are never deleted. */
  async any(): Promise<boolean> {
    if (!this.#hasTokens) {
      const load = async () => ({ any: await anyToken(this.#database) });
      this.#hasTokens = (await (this.#any?.read("any", load) ?? load())).any;
    }
    return this.#hasTokens;
  }

  /** The token with this secret, whatever its state; `undefined` if there is none. */
  async bySecret(secret: string): Promise<Token | undefined> {
    if (!isSecret(secret)) {
      return undefined;
    }
    const key = hashSecret(secret);
    const load = () => selectTokenBySecret(this.#database, key);
    const token = await (this.#tokens?.read(key, load) ?? load());
    return token !== undefined && expiredSince(token) ? load() : token;
  }

  /** To be called when tokens were written, or may have been. */
  forget(): void {
    this.#tokens?.forget("");
    this.#any?.forget("");
  }
}

function expiredSince({ state, expiresAt }: Token): boolean {
  return state === "active" && expiresAt !== undefined && expiresAt.getTime() <= Date.now();
}
