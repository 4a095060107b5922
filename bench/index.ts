/** `npm run bench -- NAME [options]`: one of {@link benches}. */
import { benches } from "./benches.js";

const [, , name = "", ...args] = process.argv;
const bench = benches[name];
if (bench === undefined) {
  console.error(`bench: no bench ${JSON.stringify(name)}; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
await bench(args);
