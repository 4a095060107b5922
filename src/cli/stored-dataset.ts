import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseDatasetRef } from "../registry/datasets/ref.js";
import { remotePlace } from "./datasets/remote-place.js";
import { readServer } from "./options/server-option.js";
import { asking } from "./remote/index.js";

/** `OWNER/NAME` or `OWNER/NAME@sha256:…`: what is no path, and not of the kinds that a data set's text may name. */
const REF = /^[A-Za-z0-9_][A-Za-z0-9_.-]*\/[A-Za-z0-9_][A-Za-z0-9_.-]*(@sha256:[0-9a-f]{64})?$/;

/**
 * Where a data set of the server that `LEARNGENE_SERVER` names lies now, fetched into the cache if it is not there;
 * `undefined` if the text names none, or is the path of something here. Throws what the server's refusal comes to.
 */
export async function fetchDataset(
  text: string,
  cache: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const url = process.env["LEARNGENE_SERVER"] ?? "";
  if (url === "" || !REF.test(text) || (await isHere(text))) {
    return undefined;
  }
  const server = { ...readServer(url), signal };
  const wanted = parseDatasetRef(text);
  const { owner, name, digest } = await remotePlace(server).get(wanted);
  const folder = join(cache, "datasets", "fetched", digest.replace("sha256:", ""));
  const path = join(folder, `${name}.parquet`);
  if (!(await isHere(path))) {
    await mkdir(folder, { recursive: true });
    await asking(server, async ({ api }) => {
      const { response } = await api.GET("/v1/datasets/{owner}/{name}/file", {
        params: { path: { owner, name }, query: { digest } },
        parseAs: "stream",
        signal,
      });
      await saveWhole(response, digest, path, signal);
    });
  }
  return path;
}

async function saveWhole(
  response: Response,
  digest: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  const hash = createHash("sha256");
  const hashed = new Transform({
    transform(chunk: Uint8Array, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    if (response.body === null) {
      throw new Error(`${response.url} sent no body`);
    }
    await pipeline(Readable.fromWeb(response.body), hashed, createWriteStream(partial), { signal });
    const came = `sha256:${hash.digest("hex")}`;
    if (came !== digest) {
      throw new Error(`${response.url} sent ${came} for ${digest}`);
    }
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

async function isHere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
