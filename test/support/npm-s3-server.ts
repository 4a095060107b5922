/** The S3 server of an npm package, with what it gets wrong mended. */
import { once } from "node:events";
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
  mend(server.store);
  const running = await server.run();
  return { port: running.port, close: () => server.close() };
}

// The package copies onto objects in place and clears folders away, so these must take turns; and it takes an end of 0
// in a range for none.
function mend(store: S3rver["store"]): void {
  let turn: Promise<unknown> = Promise.resolve();
  for (const name of ["copyObject", "deleteObject"] as const) {
    const write = store[name].bind(store);
    store[name] = (...parameters) => {
      const result = turn.then(() => write(...parameters));
      turn = result.catch(() => undefined);
      return result;
    };
  }
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
