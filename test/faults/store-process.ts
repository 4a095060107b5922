/** An S3 server in a process of its own: versitygw where scripts/check/s3.sh has built it, else the npm package's. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { openBucket } from "../../src/registry/blobs/s3/bucket.js";
import { freePort } from "../support/free-port.js";

export interface StoreProcess {
  readonly name: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

const tools = fileURLToPath(new URL("../../.learngene/tools/", import.meta.url));

/** A shell that ends the server when the pipe to this process closes, so that it does not outlive a killed campaign. */
const keeper = `"$@" </dev/null & server=$!; read -r _; kill -9 $server`;

/** Starts the server on a free port, with an empty bucket. Sets the credentials in the environment. */
export async function startStore(): Promise<StoreProcess> {
  const [accessKey, secretKey] = ["S3RVER", "S3RVER-secret"];
  process.env["AWS_ACCESS_KEY_ID"] = accessKey;
  process.env["AWS_SECRET_ACCESS_KEY"] = secretKey;
  const directory = await mkdtemp(join(tmpdir(), "learngene-store-"));
  const port = await freePort();
  const versitygw = (await readdir(tools).catch(() => [])).find((name) => name.startsWith("versitygw-"));
  const command =
    versitygw === undefined
      ? [process.execPath, "--import", "tsx", fileURLToPath(new URL("s3rver.ts", import.meta.url))]
      : await versitygwCommand(join(tools, versitygw), directory, port);
  const child = spawn("sh", ["-c", keeper, "sh", ...command], {
    stdio: ["pipe", "ignore", "inherit"],
    env: {
      ...process.env,
      ROOT_ACCESS_KEY: accessKey,
      ROOT_SECRET_KEY: secretKey,
      S3RVER_PORT: String(port),
      S3RVER_DIRECTORY: directory,
    },
  });
  child.stdin.on("error", () => undefined);
  const store = { endpoint: `http://127.0.0.1:${port}`, bucket: "learngenes" };
  await createBucket(store);
  return {
    ...store,
    name: versitygw ?? "s3rver",
    accessKey,
    secretKey,
    stop: async () => {
      child.stdin.end();
      await once(child, "close");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function versitygwCommand(binary: string, directory: string, port: number): Promise<string[]> {
  const [buckets, metadata] = [join(directory, "buckets"), join(directory, "metadata")];
  await mkdir(buckets);
  await mkdir(metadata);
  // Metadata beside the files: not every file system has extended attributes.
  return [binary, "--port", `127.0.0.1:${port}`, "--quiet", "posix", "--sidecar", metadata, buckets];
}

async function createBucket(store: { readonly endpoint: string; readonly bucket: string }): Promise<void> {
  const { client, name } = openBucket(store);
  for (let tries = 1; ; tries++) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: name }));
      client.destroy();
      return;
    } catch (cause) {
      if (tries === 100) {
        throw new Error("the S3 server does not come up", { cause });
      }
      await pause(100);
    }
  }
}
