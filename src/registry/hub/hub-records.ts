import { randomBytes } from "node:crypto";
import type { Database } from "../database.js";

/** An expansion, and the commit that Hub clients pin it by. */
export interface HubCommit {
  /** 40 hexadecimal digits. */
  readonly sha: string;
  /** `sha256:…` of the version. */
  readonly digest: string;
  /** Of each stage; `undefined`: those of the Aux-Net, the learngene beside the network. */
  readonly layers: readonly number[] | undefined;
  readonly dialect: string;
  readonly dtype: string;
}

interface CommitRow extends Omit<HubCommit, "layers"> {
  layers: number[] | null;
}

/**
 * Facts about expansions that take long to find, or cannot be found from what a client sends. They are about bytes, not
 * names, and hold for good; garbage collection drops those of bytes that no version has.
 */
export class HubRecords {
  #key: Promise<Buffer> | undefined;

  constructor(private readonly database: Database) {}

  /** Remembers what commits stand for. */
  async rememberCommits(commits: readonly HubCommit[]): Promise<void> {
    await this.database.query(
      `insert into hub_commits (sha, digest, layers, dialect, dtype)
       select c.sha, c.digest, nullif(c.layers, 'null'::jsonb), c.dialect, c.dtype
       from jsonb_to_recordset($1::jsonb) as c (sha text, digest text, layers jsonb, dialect text, dtype text)
       on conflict (sha) do nothing`,
      [JSON.stringify(commits)],
    );
  }

  /** What a commit stands for, if it was remembered. */
  async commit(sha: string): Promise<HubCommit | undefined> {
    const [row] = await this.database.query<CommitRow>(
      "select sha, digest, layers, dialect, dtype from hub_commits where sha = $1",
      [sha],
    );
    return row && { ...row, layers: row.layers ?? undefined };
  }

  /** The SHA-256 of an expanded file in hexadecimal digits, by what its bytes depend on; if it was remembered. */
  async fileSha256(identity: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ sha256: string }>(
      "select sha256 from hub_files where identity = $1",
      [identity],
    );
    return row?.sha256;
  }

  /** Remembers the SHA-256 of a file that the version with this digest is expanded to. */
  async rememberFile(identity: string, digest: string, sha256: string): Promise<void> {
    await this.database.query(
      "insert into hub_files (identity, digest, sha256) values ($1, $2, $3) on conflict (identity) do nothing",
      [identity, digest, sha256],
    );
  }

  /** What addresses are signed with, the same for all servers of this registry; made when it is first asked for. */
  signingKey(): Promise<Buffer> {
    this.#key ??= this.#findKey().catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
  }

  async #findKey(): Promise<Buffer> {
    const select = () => this.database.query<{ key: string }>("select key from hub_key where id = 1");
    let [row] = await select();
    if (row === undefined) {
      await this.database.query("insert into hub_key (id, key) values (1, $1) on conflict (id) do nothing", [
        randomBytes(32).toString("hex"),
      ]);
      [row] = await select();
    }
    if (row === undefined) {
      throw new Error("no key after making it");
    }
    return Buffer.from(row.key, "hex");
  }
}
