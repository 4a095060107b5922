import { dataOf } from "../client/index.js";
import type { NamedVersion } from "./options/index.js";
import { asking, type Server } from "./remote/index.js";

interface TagOptions {
  /** Version that the tag must name now. */
  readonly from?: number | undefined;
  readonly json: boolean;
}

/** Has a tag name a version. */
export async function setTag(
  server: Server,
  { owner, name, ref }: NamedVersion,
  tag: string,
  { from, json }: TagOptions,
): Promise<void> {
  const { signal } = server;
  const version = await asking(server, async ({ api }) => {
    const { version: number } = await dataOf(
      api.GET("/v1/learngenes/{owner}/{name}/versions/{ref}", {
        params: { path: { owner, name, ref } },
        signal,
      }),
    );
    return dataOf(
      api.PUT("/v1/learngenes/{owner}/{name}/tags/{tag}", {
        params: { path: { owner, name, tag }, header: ifMatch(from) },
        body: { version: number },
        signal,
      }),
    );
  });
  process.stdout.write(
    json ? `${JSON.stringify(version)}\n` : `${tag} names ${owner}/${name}@${version.version}.\n`,
  );
}

/** Deletes a tag. */
export async function deleteTag(
  server: Server,
  { owner, name }: NamedVersion,
  tag: string,
  { from, json }: TagOptions,
): Promise<void> {
  await asking(server, ({ api }) =>
    api.DELETE("/v1/learngenes/{owner}/{name}/tags/{tag}", {
      params: { path: { owner, name, tag }, header: ifMatch(from) },
      signal: server.signal,
    }),
  );
  process.stdout.write(
    json ? `${JSON.stringify({ owner, name, tag })}\n` : `Deleted ${tag} of ${owner}/${name}.\n`,
  );
}

/** Yanks a version, or takes that back. */
export async function yank(
  server: Server,
  { owner, name, ref }: NamedVersion,
  options: { readonly reason?: string | undefined; readonly undo: boolean; readonly json: boolean },
): Promise<void> {
  const path = "/v1/learngenes/{owner}/{name}/versions/{ref}/yank";
  const { signal } = server;
  const params = { path: { owner, name, ref } };
  const body = options.reason === undefined ? {} : { reason: options.reason };
  const version = await asking(server, ({ api }) =>
    dataOf(options.undo ? api.DELETE(path, { params, signal }) : api.PUT(path, { params, body, signal })),
  );
  const what = version.yanked === undefined ? "is not yanked" : "is yanked";
  process.stdout.write(
    options.json ? `${JSON.stringify(version)}\n` : `${owner}/${name}@${version.version} ${what}.\n`,
  );
}

/** As a tag's `ETag` is written. */
const ifMatch = (version: number | undefined) =>
  version === undefined ? {} : { "If-Match": `"${version}"` };
