/**
 * A server for the Hub's clients: `tsx test/clients/serve.ts --data DIRECTORY --port PORT FILE…`. At first it publishes each
 * FILE as `check/NAME`, the first as the private `check/secret` too, and writes tokens to DIRECTORY/tokens.json. What clients
 * send by Git LFS, and in parts, is shorter here than elsewhere, so that checks are.
 */
import { createReadStream, existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import {
  ALL_OWNERS,
  openRegistry,
  theProgram,
  type Grant,
  type Registry,
  type Visibility,
} from "../../src/registry/index.js";
import { createLogger, startServer } from "../../src/server/index.js";

const MiB = 1024 ** 2;
const limits = { maxInlineBytes: MiB, maxBasicBytes: 8 * MiB, lfsPartBytes: 4 * MiB };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: "string", default: "" }, port: { type: "string", default: "0" } },
});
await mkdir(values.data, { recursive: true });
const registry = await openRegistry({ dataDirectory: join(values.data, "registry") });
const tokensFile = join(values.data, "tokens.json");
if (!existsSync(tokensFile)) {
  await fill(registry);
}
const logger = createLogger("warn");
const server = await startServer({ registry, logger, limits, port: Number(values.port) });
process.once("SIGTERM", () => void server.stop());

async function fill(registry: Registry): Promise<void> {
  for (const file of positionals) {
    await publish(registry, basename(file, ".safetensors"), file, "public");
  }
  await publish(registry, "secret", positionals[0] ?? "", "private");
  const by = { grants: [{ owner: ALL_OWNERS, scope: "admin" }], actor: theProgram } as const;
  const make = (name: string, ...grants: Grant[]) => registry.access.createToken({ name, grants }, by);
  const reader = await make("reader", { owner: "check", scope: "read" });
  const publisher = await make("publisher", { owner: "check", scope: "publish" });
  const revoked = await make("revoked", { owner: "check", scope: "read" });
  await registry.access.revokeToken(revoked.token.id, by);
  const tokens = { reader: reader.secret, publisher: publisher.secret, revoked: revoked.secret };
  await writeFile(tokensFile, JSON.stringify(tokens));
}

async function publish(
  registry: Registry,
  name: string,
  file: string,
  visibility: Visibility,
): Promise<void> {
  await registry.publish({ owner: "check", name, body: createReadStream(file), visibility }, theProgram);
}
