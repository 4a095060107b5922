import {
  AccessControl,
  ALL_OWNERS,
  migrate,
  openDatabase,
  theProgram,
  type Administrator,
  type Grant,
  type Token,
} from "../registry/index.js";
import type { CatalogConfig } from "./options/index.js";
import { tableText, timeText } from "./terminal/index.js";

/** Whoever can open the catalog may do anything with it. */
const owner: Administrator = { grants: [{ owner: ALL_OWNERS, scope: "admin" }], actor: theProgram };

export interface TokenOptions {
  readonly name: string;
  readonly grants: readonly Grant[];
  /** How long it is good; default: for ever. */
  readonly milliseconds?: number | undefined;
}

/** Makes a token, and prints it alone on standard output; on standard error, what to know of it. */
export async function createToken(config: CatalogConfig, options: TokenOptions): Promise<void> {
  const { name, grants, milliseconds } = options;
  const expiresAt = milliseconds === undefined ? undefined : new Date(Date.now() + milliseconds);
  await withAccess(config, async (access) => {
    const { token, secret } = await access.createToken({ name, grants, expiresAt }, owner);
    process.stdout.write(`${secret}\n`);
    process.stderr.write(`Keep it: it is not shown again. Its id is ${token.id}.\n`);
  });
}

/** Prints every token, the newest first. */
export async function listTokens(config: CatalogConfig, json: boolean): Promise<void> {
  await withAccess(config, async (access) => {
    const tokens = await allTokens(access);
    process.stdout.write(json ? `${JSON.stringify(tokens)}\n` : table(tokens));
  });
}

/** Revokes a token. Throws `token-not-found`. */
export async function revokeToken(config: CatalogConfig, id: string): Promise<void> {
  await withAccess(config, async (access) => {
    await access.revokeToken(id, owner);
    process.stdout.write(`Revoked ${id}.\n`);
  });
}

async function withAccess(
  config: CatalogConfig,
  use: (access: AccessControl) => Promise<void>,
): Promise<void> {
  const database = await openDatabase(config);
  try {
    await migrate(database);
    await use(new AccessControl(database));
  } finally {
    await database.close();
  }
}

async function allTokens(access: AccessControl): Promise<Token[]> {
  const tokens: Token[] = [];
  let cursor: string | undefined;
  do {
    const page = await access.listTokens({ cursor, limit: 200 }, owner);
    tokens.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tokens;
}

function table(tokens: readonly Token[]): string {
  return tableText([
    ["ID", "STATE", "EXPIRES", "LAST USED", "GRANTS", "NAME"],
    ...tokens.map(({ id, state, expiresAt, lastUsedAt, grants, name }) => [
      id,
      state,
      day(expiresAt),
      day(lastUsedAt),
      grants.map((grant) => `${grant.owner}:${grant.scope}`).join(","),
      name,
    ]),
  ]);
}

const day = (time: Date | undefined) => (time === undefined ? "never" : timeText(time.toISOString()));
