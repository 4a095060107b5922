/** Vitest's global setup of the tests that run the built command: `npm run build`, once. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export default function build(): void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  execFileSync("npm", ["run", "build"], { cwd: root, stdio: "pipe" });
}
