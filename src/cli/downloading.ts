import type { operations } from "../client/index.js";
import { dataOf } from "../client/index.js";
import type { NamedVersion } from "./options/index.js";
import { asking, saveDownload, type Saved, type SaveOptions, type Server } from "./remote/index.js";
import { writeResult } from "./result-file.js";
import { styled } from "./terminal/index.js";

export interface PullOptions extends SaveOptions {
  readonly json: boolean;
}

export interface InitOptions extends PullOptions {
  readonly query: NonNullable<operations["getInit"]["parameters"]["query"]>;
  /** Where the library's configuration goes, if it is wanted. */
  readonly config: string | undefined;
}

/** Downloads a version's file, and prints where it is. */
export async function pull(server: Server, version: NamedVersion, options: PullOptions): Promise<void> {
  const saved = await asking(server, (client) =>
    saveDownload((how) => client.downloadVersion(reference(version), how), options),
  );
  tell(version, saved, options.json);
}

/** Downloads an initialized network, and prints where it is. */
export async function init(server: Server, version: NamedVersion, options: InitOptions): Promise<void> {
  const { query, config, signal } = options;
  const saved = await asking(server, (client) =>
    saveDownload((how) => client.downloadInit(reference(version), query, how), options),
  );
  if (config !== undefined) {
    const others = { ...query };
    delete others.format;
    delete others.part;
    // Of the very version that the file is of, whatever was published since.
    const ref = saved.headers.get("Learngene-Digest") ?? version.ref;
    const written = await asking(server, ({ api }) =>
      dataOf(
        api.GET("/v1/learngenes/{owner}/{name}/versions/{ref}/config", {
          params: { path: { ...version, ref }, query: others },
          signal,
        }),
      ),
    );
    await writeResult(config, Buffer.from(`${JSON.stringify(written, undefined, 2)}\n`));
  }
  tell(version, saved, options.json);
}

function reference({ owner, name, ref }: NamedVersion): `${string}/${string}@${string}` {
  return `${owner}/${name}@${ref}`;
}

function tell({ owner, name }: NamedVersion, saved: Saved, json: boolean): void {
  const { path, bytes, digest, headers } = saved;
  const warning = /^299 - "(.*)"$/.exec(headers.get("Warning") ?? "")?.[1];
  if (warning !== undefined) {
    process.stderr.write(`${styled("yellow", `Warning: ${warning}`, process.stderr)}\n`);
  }
  if (path === "-") {
    return;
  }
  const version = Number(headers.get("Learngene-Version"));
  process.stdout.write(
    json ? `${JSON.stringify({ path, bytes, digest, owner, name, version })}\n` : `${path}\n`,
  );
}
