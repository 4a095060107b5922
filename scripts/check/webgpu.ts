/** Whether the WebGPU engine computes what the CPU's does: ten steps of a small network on each. */
import { ortEngine } from "../../src/trainer/engine/ort-engine.js";
import { openWebgpuEngine } from "../../src/trainer/engine/webgpu-engine.js";
import { apart, tenSteps } from "../../test/support/engine-losses.js";

const cpu = await tenSteps(ortEngine({ threads: 1 }));
const engine = await openWebgpuEngine();
const gpu = await tenSteps(engine);
const { losses, parameters } = apart(cpu, gpu);
process.stdout.write(`cpu    ${cpu.losses.map((loss) => loss.toFixed(6)).join(" ")}\n`);
process.stdout.write(`webgpu ${gpu.losses.map((loss) => loss.toFixed(6)).join(" ")}\n`);
process.stdout.write(`losses ${losses.toExponential(1)} apart, parameters ${parameters.toExponential(1)}\n`);
if (!(losses < 1e-3 && parameters < 1e-3)) {
  process.exitCode = 1;
}
