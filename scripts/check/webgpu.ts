/** Whether the WebGPU engine computes what the CPU's does: ten steps of a small network on each, of one batch and of two. */
import { ortEngine } from "../../src/trainer/engine/ort-engine.js";
import { openWebgpuEngine } from "../../src/trainer/engine/webgpu-engine.js";
import { apart, tenSteps } from "../../test/support/engine-losses.js";

const engine = await openWebgpuEngine();
for (const batches of [1, 2]) {
  const cpu = await tenSteps(ortEngine({ threads: 1 }), batches);
  const gpu = await tenSteps(engine, batches);
  const { losses, parameters } = apart(cpu, gpu);
  process.stdout.write(`steps of ${batches}\n`);
  process.stdout.write(`cpu    ${cpu.losses.map((loss) => loss.toFixed(6)).join(" ")}\n`);
  process.stdout.write(`webgpu ${gpu.losses.map((loss) => loss.toFixed(6)).join(" ")}\n`);
  process.stdout.write(
    `losses ${losses.toExponential(1)} apart, parameters ${parameters.toExponential(1)}\n`,
  );
  if (!(losses < 1e-3 && parameters < 1e-3)) {
    process.exitCode = 1;
  }
}
