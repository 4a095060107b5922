import type { Queryable } from "../database.js";
import type { Actor } from "./actor.js";

/** Kinds of write. To add one, add it here and write it where the change is made. */
export type AuditAction =
  | "version.publish"
  | "version.yank"
  | "version.unyank"
  | "version.delete"
  | "version.attach"
  | "learngene.create"
  | "learngene.update"
  | "learngene.delete"
  | "tag.set"
  | "tag.delete"
  | "upload.create"
  | "upload.delete"
  | "dataset.put"
  | "dataset.update"
  | "model.put"
  | "model.delete"
  | "dataset.delete"
  | "garbage.collect"
  | "device.calibrate"
  | "device.delete"
  | "job.create"
  | "job.cancel"
  | "token.create"
  | "token.revoke";

/** What was done, and to which learngene. */
export interface AuditedWrite {
  readonly action: AuditAction;
  readonly owner?: string | undefined;
  readonly name?: string | undefined;
  /** What else tells the write from others of its kind, such as the version and the tag. Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes down what `actor` did. To be called in the transaction that does it: neither is ever without the other. */
export async function insertAudit(
  tx: Queryable,
  actor: Actor,
  { action, owner, name, detail = {} }: AuditedWrite,
): Promise<void> {
  await tx.query(
    `insert into audit (token_id, token_name, request_id, remote_address, action, owner, name, detail)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)`,
    [
      actor.tokenId ?? null,
      actor.tokenName ?? null,
      actor.requestId ?? null,
      actor.remoteAddress ?? null,
      action,
      owner ?? null,
      name ?? null,
      JSON.stringify(detail),
    ],
  );
}
