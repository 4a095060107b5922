import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, it, onTestFinished } from "vitest";
import { openBucket } from "../../src/registry/blobs/s3/bucket.js";
import { runS3rver } from "../support/npm-s3-server.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const root = temporaryDirectory();

it("the S3 server of tests leaves a folder that a delete emptied, where another object may be on its way", async () => {
  process.env["AWS_ACCESS_KEY_ID"] ??= "S3RVER";
  process.env["AWS_SECRET_ACCESS_KEY"] ??= "S3RVER";
  const server = await runS3rver(root, 0);
  onTestFinished(() => server.close());
  const { client } = openBucket({ bucket: "bucket", endpoint: `http://127.0.0.1:${server.port}` });
  onTestFinished(() => {
    client.destroy();
  });
  const place = { Bucket: "bucket", Key: "staged/one" };
  await client.send(new CreateBucketCommand({ Bucket: "bucket" }));
  await client.send(new PutObjectCommand({ ...place, Body: "bytes" }));
  await client.send(new DeleteObjectCommand(place));
  expect(existsSync(join(root, "bucket", "staged"))).toBe(true);
  expect((await client.send(new ListObjectsV2Command({ Bucket: "bucket" }))).KeyCount).toBe(0);
  // As S3 does, it answers as if there had been something.
  await client.send(new DeleteObjectCommand({ ...place, Key: "nowhere/one" }));
});
