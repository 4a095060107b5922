import { elementCount, type TensorSpec } from "../tensor.js";
import { mlpWidth, patchCount, tokenCount, type VitConfig } from "./config.js";
import { vitBlockTensors, vitHeadTensors, vitStemTensors } from "./tensors.js";

/** Bytes of a float32, in which the CPU computes. */
const FLOAT = 4;

/** Shares measured on ONNX Runtime 1.30, CPU, by `npm run bench -- memory-estimate`; see {@link vitMemory}. */
const model = {
  /** Weights are kept once; those of matrix products are also packed, while the copy from the file goes. */
  weights: 1.24,
  /** Layers whose copies are there at once while the session loads. */
  transientLayers: 1.6,
  /** Nodes of the graph, bytes a layer. */
  graphPerLayer: 130_000,
  graph: 500_000,
  /** What the arena holds over what is alive at once: it keeps what runs left, and plans a block beside it. */
  arena: 2.3,
};

/** What a float16 model takes over a float32 one: the CPU computes in float32, and casts what it reads and writes. */
const float16 = { loaded: 1.2, activations: 1.9 };

/**
 * Peak memory of running a network on ONNX Runtime's CPU provider as it comes (arena on), beyond what the library takes
 * with no model, in bytes: an estimate, the sum of
 *
 * - weights: 1.24 times their bytes, and 1.6 layers' that are there twice while the session loads;
 * - the graph: some 130 kB a layer;
 * - the images of the batch, as the caller holds them;
 * - activations: 2.3 times what is alive at once within a block, which is the tokens and twice the hidden layer in the MLP, or twice
 *   the tokens and twice the attention's scores, or the patches once while they are embedded.
 *
 * A float16 model takes 1.2 times as much once it is loaded, and its activations 1.9 times as much.
 */
export function vitMemory(config: VitConfig, depth: number, batch: number, isFloat16: boolean): number {
  const { embedDim, inChans, imageSize, numHeads } = config;
  const bytes = (tensors: TensorSpec[]) =>
    tensors.reduce((sum, { shape }) => sum + FLOAT * elementCount(shape), 0);
  const layer = bytes(vitBlockTensors(config));
  const weights = bytes(vitStemTensors(config)) + depth * layer + bytes(vitHeadTensors(config));
  const loaded =
    model.weights * weights + model.transientLayers * layer + model.graph + depth * model.graphPerLayer;
  const images = FLOAT * batch * inChans * imageSize ** 2;
  const tokens = FLOAT * batch * tokenCount(config) * embedDim;
  const scores = FLOAT * batch * numHeads * tokenCount(config) ** 2;
  const patches = FLOAT * batch * patchCount(config) * embedDim;
  const hidden = (tokens * mlpWidth(config)) / embedDim;
  // The MLP: tokens before it, and its hidden layer before and after GELU.
  const block = Math.max(tokens + 2 * hidden, 2 * tokens + 2 * scores);
  const activations = Math.max(images + patches, model.arena * block);
  return Math.round(
    isFloat16
      ? float16.loaded * loaded + images + float16.activations * activations
      : loaded + images + activations,
  );
}
