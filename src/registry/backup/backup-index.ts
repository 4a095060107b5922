import { z } from "zod";

/** The archive's last entry, which lists the others: an archive without it was cut off. */
export const INDEX = "learngene-backup.json";

const fileSchema = z.strictObject({
  /** Within the data directory, with `/` between folders. */
  path: z.string(),
  size: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const backupIndexSchema = z.strictObject({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  learngenes: z.int().min(0),
  versions: z.int().min(0),
  /** Backups of older catalogs do not count these. */
  datasets: z.int().min(0).default(0),
  jobs: z.int().min(0).default(0),
  /** Every file of the archive, in its order. */
  files: z.array(fileSchema),
});

/** What a backup holds. */
export type BackupIndex = z.infer<typeof backupIndexSchema>;

/** A file of a backup. */
export type BackupFile = z.infer<typeof fileSchema>;

/** Where a data directory keeps a blob. */
export function blobPath(digest: string): string {
  const hex = digest.slice("sha256:".length);
  return `blobs/sha256/${hex.slice(0, 2)}/${hex}`;
}
