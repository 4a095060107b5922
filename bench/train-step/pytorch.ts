import { spawn, type ChildProcessByStdio } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { writeSafetensors } from "../../src/formats/index.js";
import { architectureOf, LEARNING_RATE, optimizer, startOf, type Network } from "./networks.js";
import type { Steps } from "./steps.js";

/** How PyTorch runs a network: operator by operator, or as `torch.compile` builds it. */
export type PytorchWay = "eager" | "compile";

/** The Python that has PyTorch and timm; throws where there is none at `path`. */
export function checkPython(path: string): void {
  if (!existsSync(path)) {
    throw new Error(
      `no Python at ${path}: make it by python3 -m venv .venv && .venv/bin/pip install -r scripts/reference/requirements.txt, ` +
        "or name one that has these packages by --python",
    );
  }
}

/** What PyTorch said where it could not do what it was asked to. */
export class PytorchError extends Error {}

type PythonProcess = ChildProcessByStdio<Writable, Readable, null>;

/** A process that takes training steps on PyTorch when asked to. */
export class Pytorch {
  readonly #process: PythonProcess;
  readonly #lines: AsyncIterator<string>;
  /** PyTorch's version. */
  version = "";

  private constructor(process: PythonProcess) {
    this.#process = process;
    this.#lines = createInterface(process.stdout)[Symbol.asyncIterator]();
  }

  /** Starts it on a network; its weights and its batch go there by files in `folder`. */
  static async start(python: string, network: Network, threads: number, folder: string): Promise<Pytorch> {
    const path = join(folder, `${network.width}.json`);
    await writeCase(path, network, threads);
    const pytorch = new Pytorch(
      spawn(python, ["bench/train-step/pytorch.py", path], { stdio: ["pipe", "pipe", "inherit"] }),
    );
    const { torch } = await pytorch.#answer<{ torch: string }>();
    pytorch.version = torch;
    return pytorch;
  }

  /** Takes steps, on from where the last ones of this way ended; throws what PyTorch says where it cannot. */
  steps(way: PytorchWay, steps: number): Promise<Steps> {
    return this.#ask<Steps>({ way, steps });
  }

  /** The most resident memory that the process had, bytes. */
  async peakMemory(): Promise<number> {
    return (await this.#ask<{ bytes: number }>({ peak: true })).bytes;
  }

  close(): void {
    this.#process.stdin.end();
  }

  #ask<T>(request: object): Promise<T> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#answer<T>();
  }

  async #answer<T>(): Promise<T> {
    const line = await this.#lines.next();
    if (line.done === true) {
      throw new Error("PyTorch's process ended; what it said is above");
    }
    const answer = JSON.parse(line.value) as T & { error?: string };
    if (answer.error !== undefined) {
      throw new PytorchError(answer.error);
    }
    return answer;
  }
}

async function writeCase(path: string, network: Network, threads: number): Promise<void> {
  const { tensors, weights, batch } = startOf(network);
  const { config } = architectureOf(network);
  const { batchSize, depth } = network;
  const data = (values: Float32Array | undefined) => values ?? new Float32Array(0);
  const [weightsPath, batchPath] = [`${path}.weights`, `${path}.batch`];
  await writeFile(
    weightsPath,
    writeSafetensors(
      tensors.map((spec) => ({ ...spec, data: data(weights.get(spec.name)) })),
      {},
    ),
  );
  const images = [batchSize, config.inChans, config.imageSize, config.imageSize];
  await writeFile(
    batchPath,
    writeSafetensors(
      [
        { name: "images", shape: images, data: batch.images },
        { name: "targets", shape: [batchSize, config.numClasses], data: batch.targets },
      ],
      {},
    ),
  );
  const content = {
    config,
    depth,
    threads,
    optimizer,
    learningRate: LEARNING_RATE,
    weights: weightsPath,
    batch: batchPath,
  };
  await writeFile(path, JSON.stringify(content));
}
