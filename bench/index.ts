/** `npm run bench -- NAME [options]`: one of {@link benches}. With `--dry` results and documents stay as they are. */
import { benches } from "./benches.js";
import { writeNothing } from "./support/provenance.js";

const DRY = "--dry";

const [, , name = "", ...given] = process.argv;
const args = given.filter((arg) => arg !== DRY);
const bench = benches[name];
if (bench === undefined) {
  console.error(`bench: no bench ${JSON.stringify(name)}; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
if (args.length < given.length) {
  writeNothing();
}
await bench(args);
