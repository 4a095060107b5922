/** A process that publishes one version into the data directory it is given, then stalls in the middle of another. */
import { openRegistry, theProgram } from "../../src/registry/index.js";
import { publishAs, tinyFile } from "./publishing.js";

const registry = await openRegistry({ dataDirectory: process.argv[2] ?? "" });
await publishAs(registry, "acme/killed", tinyFile("acknowledged"));
const body = (async function* () {
  yield tinyFile("under way").subarray(0, 1000);
  process.stdout.write("stalled\n");
  await new Promise(() => process.stdin.resume());
})();
await registry.publish({ owner: "acme", name: "killed", body }, theProgram);
