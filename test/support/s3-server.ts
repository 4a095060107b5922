/** An S3 server for tests: the one that LEARNGENE_TEST_S3_ENDPOINT names, else one of an npm package in this process. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import S3rver from "@20minutes/s3rver";
import { openBucket, type Bucket } from "../../src/registry/blobs/s3/bucket.js";
import type { S3Config } from "../../src/registry/blobs/s3/config.js";

export interface S3Server {
  /** An empty bucket; its endpoint may be exchanged for a proxy's. */
  readonly config: S3Config & { readonly bucket: string; readonly endpoint: string };
  stop(): Promise<void>;
}

/** Whether the tests run against a server of its own, which knows more of S3 than the npm package. */
export const isRealS3 = process.env["LEARNGENE_TEST_S3_ENDPOINT"] !== undefined;

/** Starts or finds the server and makes a bucket. Sets the credentials in the environment if there are none. */
export async function startS3Server(): Promise<S3Server> {
  process.env["AWS_ACCESS_KEY_ID"] ??= "S3RVER";
  process.env["AWS_SECRET_ACCESS_KEY"] ??= "S3RVER";
  const running = await find();
  const bucket = `learngene-${process.pid}-${Math.trunc(Math.random() * 1e9)}`;
  const config = { bucket, endpoint: running.endpoint };
  await send(openBucket(config));
  return { config, stop: () => running.stop() };
}

async function send({ client, name }: Bucket): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
}

async function find(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const endpoint = process.env["LEARNGENE_TEST_S3_ENDPOINT"];
  if (endpoint !== undefined) {
    return { endpoint, stop: () => Promise.resolve() };
  }
  const directory = await mkdtemp(join(tmpdir(), "learngene-s3-"));
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    // It works out other signatures than the SDK for requests about a bucket.
    allowMismatchedSignatures: true,
  });
  mend(server.store);
  const { port } = await server.run();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
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
