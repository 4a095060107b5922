/** A registry with its database at hand, and tokens of every kind. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FilesystemBlobStore } from "../../../src/registry/blobs/filesystem.js";
import {
  ALL_OWNERS,
  Registry,
  theProgram,
  type Administrator,
  type Database,
  type Grant,
} from "../../../src/registry/index.js";
import { databaseKind, openTestCatalog } from "../../support/databases.js";

/** Who may everything. */
export const root: Administrator = { grants: [{ owner: ALL_OWNERS, scope: "admin" }], actor: theProgram };

export interface TokenRegistry {
  readonly registry: Registry;
  readonly database: Database;
  /** Makes a token, and gives its secret. */
  grant(...grants: Grant[]): Promise<string>;
  /** Makes a token that has expired. */
  grantExpired(...grants: Grant[]): Promise<string>;
  remove(): Promise<void>;
}

/** Opens a registry without tokens in a new directory. */
export async function openTokenRegistry(): Promise<TokenRegistry> {
  const directory = await mkdtemp(join(tmpdir(), "learngene-access-"));
  const database = await openTestCatalog(directory);
  const blobs = new FilesystemBlobStore({
    blobs: join(directory, "blobs"),
    uploads: join(directory, "uploads"),
  });
  const soleWriter = databaseKind === "PGlite";
  const registry = new Registry({ database, soleWriter, blobs, maxUploadBytes: 1024 * 1024 });
  const make = (grants: readonly Grant[]) => registry.access.createToken({ name: "test", grants }, root);
  return {
    registry,
    database,
    grant: async (...grants) => (await make(grants)).secret,
    grantExpired: async (...grants) => {
      const { token, secret } = await make(grants);
      await database.query("update tokens set expires_at = clock_timestamp() where id = $1", [token.id]);
      return secret;
    },
    remove: async () => {
      await registry.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
