/** An S3 server for tests: the one that LEARNGENE_TEST_S3_ENDPOINT names, else one of an npm package in this process. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { openBucket, type Bucket } from "../../src/registry/blobs/s3/bucket.js";
import type { S3Config } from "../../src/registry/blobs/s3/config.js";
import { runS3rver } from "./npm-s3-server.js";

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
  const server = await runS3rver(directory, 0);
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    stop: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
