import { createHash } from "node:crypto";
import { constants, openAsBlob } from "node:fs";
import { access } from "node:fs/promises";
import { basename } from "node:path";
import type { LearngeneName } from "../registry/index.js";
import { cannotRead } from "./reading.js";
import { asking, type Server } from "./remote/index.js";
import { transferReporter } from "./terminal/index.js";

export interface PublishingOptions {
  readonly private: boolean;
  readonly tag?: string | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Publishes a file, and prints which version it is. Throws `file-not-found` and what the server refuses. */
export async function publish(
  server: Server,
  path: string,
  { owner, name }: LearngeneName,
  options: PublishingOptions,
): Promise<void> {
  // openAsBlob takes what is not there, too.
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  const file = await openAsBlob(path);
  const { signal } = server;
  const version = await asking(server, async (client) => {
    const reporter = options.quiet ? undefined : transferReporter({ label: basename(path) });
    try {
      return await client.publish(`${owner}/${name}`, file, {
        ...(options.private ? { visibility: "private" } : {}),
        signal,
        sha256: () => createHash("sha256"),
        onProgress: ({ bytes, total }) => {
          reporter?.update(bytes, total);
        },
      });
    } finally {
      reporter?.close();
    }
  });
  const { tag } = options;
  if (tag !== undefined) {
    await asking(server, ({ api }) =>
      api.PUT("/v1/learngenes/{owner}/{name}/tags/{tag}", {
        params: { path: { owner, name, tag } },
        body: { version: version.version },
        signal,
      }),
    );
  }
  const tagged = tag === undefined ? "" : `, tagged ${tag}`;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(version)}\n`
      : `${owner}/${name}@${version.version} is ${version.digest}, ${version.size} bytes${tagged}.\n`,
  );
}
