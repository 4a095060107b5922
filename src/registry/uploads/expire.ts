import type { BlobStore } from "../blobs/store.js";
import type { Database } from "../database.js";
import { isUuid } from "../uuid.js";
import { isPart, removeUpload, selectIdleUploads } from "./rows.js";

/** What uploads are expired from. */
export interface ExpiryParts {
  readonly database: Database;
  readonly blobs: BlobStore;
}

/**
 * Drops the uploads to which nothing came since `olderThan`, published ones among them, and parts as old that no upload
 * has: those of requests that were beaten or killed. Gives how many uploads went that were not published. Safe beside
 * running uploads: one that is dropped takes no more parts, and `olderThan` must leave a part the time between its
 * storing and its counting.
 */
export async function expireUploads({ database, blobs }: ExpiryParts, olderThan: Date): Promise<number> {
  let expired = 0;
  for (const id of await selectIdleUploads(database, olderThan)) {
    const removed = await database.transaction((tx) => removeUpload(tx, id, olderThan));
    expired += removed?.published === false ? 1 : 0;
    for (const part of removed?.parts ?? []) {
      await blobs.deleteParts(part);
    }
  }
  for await (const { upload: id, modifiedAt } of blobs.listParts()) {
    if (modifiedAt < olderThan && !(isUuid(id) && (await isPart(database, id)))) {
      await blobs.deleteParts(id);
    }
  }
  return expired;
}
