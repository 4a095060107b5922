import type { Queryable } from "../database.js";
import { ALL_OWNERS, type Grant } from "./grants.js";

/** A token, but for its secret, which is kept nowhere. */
export interface Token {
  /** UUID. */
  readonly id: string;
  /** For people. Several tokens may have one name. */
  readonly name: string;
  /** By owner. */
  readonly grants: readonly Grant[];
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
  readonly revokedAt: Date | undefined;
  /** To the minute. */
  readonly lastUsedAt: Date | undefined;
  /** By the database's clock, which all who serve it share. */
  readonly state: "active" | "expired" | "revoked";
}

interface TokenRow {
  id: string;
  name: string;
  grants: Grant[];
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  state: Token["state"];
}

const tokenColumns = `
  t.id::text, t.name, t.created_at, t.expires_at, t.revoked_at, t.last_used_at,
  case when t.revoked_at is not null then 'revoked'
    when t.expires_at <= clock_timestamp() then 'expired' else 'active' end as state,
  (select coalesce(jsonb_agg(jsonb_build_object('owner', g.owner, 'scope', g.scope) order by g.owner), '[]'::jsonb)
   from token_grants g where g.token_id = t.id) as grants`;

function token(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    grants: row.grants,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    state: row.state,
  };
}

/** What a token's row is made from. */
export interface NewToken {
  readonly id: string;
  readonly name: string;
  readonly secretSha256: string;
  readonly grants: readonly Grant[];
  readonly expiresAt: Date | undefined;
}

/** Inserts a token with its grants. */
export async function insertToken(tx: Queryable, given: NewToken): Promise<void> {
  const { id, name, secretSha256, grants, expiresAt } = given;
  await tx.query("insert into tokens (id, name, secret_sha256, expires_at) values ($1, $2, $3, $4)", [
    id,
    name,
    secretSha256,
    expiresAt ?? null,
  ]);
  for (const { owner, scope } of grants) {
    await tx.query("insert into token_grants (token_id, owner, scope) values ($1, $2, $3)", [
      id,
      owner,
      scope,
    ]);
  }
}

/** The token whose secret has this hash, usable or not. */
export async function selectTokenBySecret(db: Queryable, secretSha256: string): Promise<Token | undefined> {
  const [row] = await db.query<TokenRow>(`select ${tokenColumns} from tokens t where t.secret_sha256 = $1`, [
    secretSha256,
  ]);
  return row && token(row);
}

export async function selectToken(db: Queryable, id: string): Promise<Token | undefined> {
  const [row] = await db.query<TokenRow>(`select ${tokenColumns} from tokens t where t.id = $1`, [id]);
  return row && token(row);
}

/**
 * Up to `limit` tokens, the newest first, after the one with id `after`: those whose every grant is on one of `owners`,
 * or all for {@link ALL_OWNERS}.
 */
export async function selectTokens(
  db: Queryable,
  owners: readonly string[],
  after: string | undefined,
  limit: number,
): Promise<Token[]> {
  const rows = await db.query<TokenRow>(
    `select ${tokenColumns} from tokens t
     where ($1::uuid is null
         or (t.created_at, t.id) < (select a.created_at, a.id from tokens a where a.id = $1))
       and ($2::jsonb ? '${ALL_OWNERS}'
         or not exists (select 1 from token_grants g where g.token_id = t.id and not $2::jsonb ? g.owner))
     order by t.created_at desc, t.id desc
     limit $3`,
    [after ?? null, JSON.stringify(owners), limit],
  );
  return rows.map(token);
}

/** Whether any token was ever made: revoked and expired ones count. */
export async function anyToken(db: Queryable): Promise<boolean> {
  return (await db.query("select 1 from tokens limit 1")).length > 0;
}

/** Revokes a token; false if it was revoked before, or there is none. */
export async function updateRevoked(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx.query(
    "update tokens set revoked_at = clock_timestamp() where id = $1 and revoked_at is null returning id",
    [id],
  );
  return rows.length > 0;
}

/** Writes down that a token is in use, unless that was written within the last minute. */
export async function updateLastUsed(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update tokens set last_used_at = clock_timestamp()
     where id = $1 and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')`,
    [id],
  );
}
