import type { Database } from "../../src/registry/index.js";

/** Rows of a catalog that should have gone: of uploads, of parts, and of blobs that are not among those stored. */
export async function catalogRows(catalog: Database, blobs: readonly string[]): Promise<string[]> {
  const rows = await catalog.query<{ row: string }>(
    `select 'upload ' || id as row from uploads union all select 'part ' || id from upload_parts
     union all select 'blob ' || digest from blobs where digest <> all ($1::text[])`,
    [`{${blobs.join(",")}}`],
  );
  return rows.map(({ row }) => row);
}
