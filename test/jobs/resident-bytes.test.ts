import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { residentBytes } from "../../src/jobs/resident-bytes.js";

it.runIf(process.platform === "linux")(
  "tells the memory of a process that is too busy to say so itself",
  async () => {
    const script = "const kept = Buffer.alloc(2e8, 1); process.stdout.write('x'); for (;;) kept[0]++;";
    const busy = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      await once(busy.stdout, "data");
      const bytes = await residentBytes(busy.pid ?? 0);
      expect(bytes).toBeGreaterThan(2e8);
      expect(bytes).toBeLessThan(4e8);
    } finally {
      busy.kill("SIGKILL");
      await once(busy, "exit");
    }
    expect(await residentBytes(busy.pid ?? 0)).toBeUndefined();
  },
);
