/** A process that opens the data directory it is given, says so, and stays until it is killed. */
import { openDataDirectory } from "../../src/registry/data-directory.js";

await openDataDirectory(process.argv[2] ?? "");
process.stdout.write("held\n");
process.stdin.resume();
