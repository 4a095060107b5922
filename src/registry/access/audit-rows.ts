import type { Queryable } from "../database.js";
import type { Int8 } from "../catalog/rows.js";
import { ALL_OWNERS } from "./grants.js";

/** A write that was carried out, as the audit log tells of it. */
export interface AuditEntry {
  /** Decimal; later writes have greater ones. */
  readonly id: string;
  readonly at: Date;
  readonly tokenId: string | undefined;
  readonly tokenName: string | undefined;
  readonly requestId: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly action: string;
  readonly owner: string | undefined;
  readonly name: string | undefined;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Which entries, of those before `before`. */
export interface AuditFilter {
  /** Whose learngenes the asker administers; {@link ALL_OWNERS} for all and what belongs to no owner. */
  readonly owners: readonly string[];
  readonly owner?: string | undefined;
  readonly name?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

interface AuditRow {
  id: Int8;
  at: Date;
  token_id: string | null;
  token_name: string | null;
  request_id: string | null;
  remote_address: string | null;
  action: string;
  owner: string | null;
  name: string | null;
  detail: Record<string, unknown>;
}

/** Up to `limit` entries, the newest first. */
export async function selectAudit(db: Queryable, filter: AuditFilter): Promise<AuditEntry[]> {
  const { owners, owner = null, name = null, before = null, limit } = filter;
  const rows = await db.query<AuditRow>(
    `select id, at, token_id::text, token_name, request_id, remote_address, action, owner, name, detail
     from audit
     where ($1::bigint is null or id < $1)
       and ($2::text is null or owner = $2)
       and ($3::text is null or name = $3)
       and ($4::jsonb ? '${ALL_OWNERS}' or $4::jsonb ? owner)
     order by id desc
     limit $5`,
    [before, owner, name, JSON.stringify(owners), limit],
  );
  return rows.map((row) => ({
    id: String(row.id),
    at: row.at,
    tokenId: row.token_id ?? undefined,
    tokenName: row.token_name ?? undefined,
    requestId: row.request_id ?? undefined,
    remoteAddress: row.remote_address ?? undefined,
    action: row.action,
    owner: row.owner ?? undefined,
    name: row.name ?? undefined,
    detail: row.detail,
  }));
}
