/** Takes a few steps and prints the most resident memory of this process, bytes. Linux only. Arguments: NETWORK THREADS. */
import { readFileSync } from "node:fs";
import { networks } from "./networks.js";
import { openOwnSteps } from "./own-steps.js";

const [, , name, threads, count] = process.argv;
const network = networks.find((one) => one.name === name);
if (network === undefined) {
  throw new Error(`no network ${name ?? ""}`);
}
const own = await openOwnSteps(network, Number(threads));
await own.run(Number(count));
await own.close();
const status = readFileSync("/proc/self/status", "utf8");
console.log(1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]));
