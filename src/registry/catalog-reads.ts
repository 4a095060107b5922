import { isPublic, type Version } from "./catalog/index.js";
import type { LearngeneName, VersionName } from "./change.js";
import type { Database } from "./database.js";
import { findVersion } from "./find.js";
import { RecentReads } from "./recent-reads.js";

/**
 * What every download asks of the catalog. Where no other process writes to it, answers are kept until this one does;
 * elsewhere each is a statement, so that what another process did is seen at once.
 */
export class CatalogReads {
  readonly #database: Database;
  readonly #versions: RecentReads<Version> | undefined;
  readonly #public: RecentReads<LearngeneName> | undefined;

  constructor(database: Database, soleWriter: boolean) {
    this.#database = database;
    if (soleWriter) {
      this.#versions = new RecentReads({
        maxEntries: 10_000,
        maxBytes: 16 * 1024 ** 2,
        sizeOf: ({ manifest }) => JSON.stringify(manifest).length,
      });
      this.#public = new RecentReads({ maxEntries: 10_000, maxBytes: 1024 ** 2, sizeOf: () => 1 });
    }
  }

  /** The version that a ref stands for now. Throws what {@link findVersion} does. */
  version(name: VersionName): Promise<Version> {
    const load = () => findVersion(this.#database, name);
    return this.#versions?.read(keyOf(name) + name.ref, load) ?? load();
  }

  /** Whether there is such a learngene, and everybody may see it. */
  async isPublic({ owner, name }: LearngeneName): Promise<boolean> {
    const load = async () => ((await isPublic(this.#database, owner, name)) ? { owner, name } : undefined);
    return (await (this.#public?.read(keyOf({ owner, name }), load) ?? load())) !== undefined;
  }

  /** Carries out a change of one learngene; what was read of it before is forgotten, even if the change fails. */
  async changing<T>(name: LearngeneName, change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#versions?.forget(keyOf(name));
      this.#public?.forget(keyOf(name));
    }
  }
}

// No slash is in a name: the key of one learngene is no beginning of another's.
const keyOf = ({ owner, name }: LearngeneName) => `${owner}/${name}/`;
