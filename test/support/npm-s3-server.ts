/** The S3 server of an npm package, with what it gets wrong mended. */
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import S3rver from "@20minutes/s3rver";

/** Serves what lies in a directory; port 0 takes any free one. */
export async function runS3rver(
  directory: string,
  port: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = new S3rver({
    address: "127.0.0.1",
    port,
    silent: true,
    directory,
    // It works out other signatures than the SDK for requests about a bucket.
    allowMismatchedSignatures: true,
  });
  keepFolders(server.store, directory);
  mend(server.store);
  const running = await server.run();
  return { port: running.port, close: () => server.close() };
}

/**
 * The package clears away a folder that a delete left empty, and with it an object that came there meanwhile, which was
 * acknowledged. So no folder is ever empty.
 */
function keepFolders(store: S3rver["store"], directory: string): void {
  const remove = store.deleteObject.bind(store);
  store.deleteObject = async (bucket, key) => {
    const folder = join(directory, bucket, dirname(key));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "kept"), "");
    return remove(bucket, key);
  };
}

// The package copies onto objects in place, so that must take turns, with deletes, too; and it takes an end of 0
// in a range for none.
function mend(store: S3rver["store"]): void {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn =
    <P extends unknown[]>(write: (...parameters: P) => Promise<unknown>) =>
    (...parameters: P) => {
      const result = turn.then(() => write(...parameters));
      turn = result.catch(() => undefined);
      return result;
    };
  store.copyObject = inTurn(store.copyObject.bind(store));
  store.deleteObject = inTurn(store.deleteObject.bind(store));
  const get = store.getObject.bind(store);
  store.getObject = async (bucket, key, range) => {
    if (range.end !== 0) {
      return get(bucket, key, range);
    }
    const object = await get(bucket, key, { ...range, end: 1 });
    if (object?.content !== undefined) {
      const emitted: unknown[] = await once(object.content, "data");
      const [start] = emitted;
      object.content.destroy();
      object.content = Readable.from(start instanceof Buffer ? [start.subarray(0, 1)] : []);
      object.range = { start: 0, end: 0 };
    }
    return object;
  };
}
