/**
 * Runs an ONNX model as its users do, and prints the most memory that it took, in bytes, over what this process had after
 * a tiny model ran. Linux only. Arguments: TINY MODEL BATCH SIZE.
 */
import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";

const [, , tiny = "", model = "", batch, size] = process.argv;

function bytesOf(name: string): number {
  const status = readFileSync("/proc/self/status", "utf8");
  return 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
}

async function run(path: string, shape: readonly number[], times: number): Promise<void> {
  const session = await InferenceSession.create(path);
  const length = shape.reduce((product, side) => product * side, 1);
  const images = new Tensor("float32", new Float32Array(length), shape);
  for (let i = 0; i < times; i++) {
    await session.run({ images });
  }
}

await run(tiny, [1, 3, 4, 4], 1);
const before = bytesOf("VmRSS");
await run(model, [Number(batch), 3, Number(size), Number(size)], 3);
console.log(bytesOf("VmHWM") - before);
