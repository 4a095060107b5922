import type { Answer, Request } from "./inference-worker.js";
import { serverUrl } from "./session.js";

/** A network that runs in the browser. */
export interface Network {
  /** @param input shaped `dims`: batch, channels, height, width */
  run(
    input: Float32Array,
    dims: readonly number[],
  ): Promise<{ logits: readonly number[]; milliseconds: number }>;
  close(): void;
}

/** Loads an ONNX model into a worker of its own. */
export async function loadNetwork(model: Uint8Array<ArrayBuffer>): Promise<Network> {
  const worker = new Worker(new URL("./inference-worker.ts", import.meta.url), { type: "module" });
  const ask = (request: Request, moved: Transferable[]): Promise<Answer> =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if (data.kind === "failed") reject(new Error(data.message));
        else resolve(data);
      };
      worker.onerror = ({ message }) => {
        reject(new Error(`ONNX Runtime does not start: ${message}`));
      };
      worker.postMessage(request, moved);
    });
  try {
    await ask({ kind: "load", runtime: `${serverUrl}/page/runtime`, model }, [model.buffer]);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    run: async (input, dims) => {
      const answer = await ask({ kind: "run", input, dims }, []);
      return answer.kind === "ran" ? answer : Promise.reject(new Error("the network gave no logits"));
    },
    close: () => {
      worker.terminate();
    },
  };
}
