/** Runs ONNX models beside the page, so that it stays responsive. ONNX Runtime is fetched when the first model comes. */
import type * as Runtime from "onnxruntime-web";

export type Request =
  | { readonly kind: "load"; readonly runtime: string; readonly model: Uint8Array<ArrayBuffer> }
  | { readonly kind: "run"; readonly input: Float32Array; readonly dims: readonly number[] };

export type Answer =
  | { readonly kind: "loaded" }
  | { readonly kind: "ran"; readonly logits: readonly number[]; readonly milliseconds: number }
  | { readonly kind: "failed"; readonly message: string };

let runtime: typeof Runtime | undefined;
let session: Runtime.InferenceSession | undefined;

async function answer(request: Request): Promise<Answer> {
  if (request.kind === "load") {
    runtime ??= await loadRuntime(request.runtime);
    await session?.release();
    session = await runtime.InferenceSession.create(request.model);
    return { kind: "loaded" };
  }
  if (runtime === undefined || session === undefined) {
    return { kind: "failed", message: "no model is loaded" };
  }
  const images = new runtime.Tensor("float32", request.input, request.dims);
  const begin = performance.now();
  const { logits } = await session.run({ images });
  const milliseconds = performance.now() - begin;
  return { kind: "ran", logits: Array.from(logits?.data as Float32Array), milliseconds };
}

async function loadRuntime(folder: string): Promise<typeof Runtime> {
  // Lies beside the page as it is, no part of its scripts.
  const loaded = (await import(/* @vite-ignore */ `${folder}/ort.wasm.bundle.min.mjs`)) as typeof Runtime;
  loaded.env.wasm.wasmPaths = { wasm: `${folder}/ort-wasm-simd-threaded.wasm` };
  // More would ask for cross-origin isolation.
  loaded.env.wasm.numThreads = 1;
  return loaded;
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  answer(data).then(
    (reply) => {
      postMessage(reply);
    },
    (error: unknown) => {
      postMessage({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    },
  );
});
