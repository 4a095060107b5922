import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { Random } from "../../src/trainer/random.js";
import type { NetworkWeights } from "../../src/trainer/index.js";

/** Shares of noise and of the identity, as the paper has them for ViTs. */
const QUERY_KEY = { noise: 0.7, identity: 0.7 };
const VALUE_OUT = { noise: 0.4, identity: -0.4 };

/**
 * Mimetic initialization (Trockman and Kolter, arXiv 2305.09828, section 4): the product of each head's queries and keys is
 * near the identity, that of values and projection near its negative, and positions are sines and cosines. All else of
 * `network` stays as it is.
 */
export function mimetic(network: NetworkWeights, seed: number): NetworkWeights {
  const { embedDim: width, numHeads, imageSize, patchSize } = network.manifest.architecture.config;
  const random = Random.fromSeed(seed).fork("mimetic");
  const tensors = new Map(network.tensors);
  for (let layer = 0; layer < network.manifest.depth; layer++) {
    const [qkv, proj] = attention(width, numHeads, random.fork(`layer-${layer}`));
    tensors.set(`blocks.${layer}.attn.qkv.weight`, qkv);
    tensors.set(`blocks.${layer}.attn.proj.weight`, proj);
  }
  tensors.set("pos_embed", sinusoids(imageSize / patchSize, width));
  return { ...network, tensors };
}

/** Weights `[3 width, width]` of queries, keys and values, and `[width, width]` of the projection, rows of outputs. */
export function attention(width: number, heads: number, random: Random): [Float32Array, Float32Array] {
  const size = width / heads;
  const qkv = new Float32Array(3 * width * width);
  for (let head = 0; head < heads; head++) {
    const [queries, keys] = factors(width, QUERY_KEY, random);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < width; column++) {
        qkv[(head * size + row) * width + column] = queries.get(column, row);
        qkv[(width + head * size + row) * width + column] = keys.get(column, row);
      }
    }
  }
  const [values, out] = factors(width, VALUE_OUT, random);
  const proj = new Float32Array(width * width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++) {
      qkv[(2 * width + row) * width + column] = values.get(column, row);
      proj[row * width + column] = out.get(row, column);
    }
  }
  return [qkv, proj];
}

/** `a` and `b` of which `a bᵀ` is noise and identity in these shares; the columns that weigh most come first. */
function factors(
  width: number,
  { noise, identity }: { noise: number; identity: number },
  random: Random,
): [Matrix, Matrix] {
  const target = Matrix.zeros(width, width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++) {
      const drawn = (noise * random.normal()) / Math.sqrt(width);
      target.set(row, column, drawn + (row === column ? identity : 0));
    }
  }
  const {
    leftSingularVectors: u,
    rightSingularVectors: v,
    diagonal,
  } = new SingularValueDecomposition(target);
  const roots = Matrix.diag(diagonal.map(Math.sqrt));
  return [u.mmul(roots), v.mmul(roots)];
}

/** Positions of a square grid, `[1, side², width]`: sines and cosines of a row's and a column's number, half of the width each. */
function sinusoids(side: number, width: number): Float32Array {
  const quarter = width / 4;
  const values = new Float32Array(side * side * width);
  for (let token = 0; token < side * side; token++) {
    const place = [Math.floor(token / side), token % side];
    place.forEach((at, axis) => {
      for (let i = 0; i < quarter; i++) {
        const angle = at / 10_000 ** (i / quarter);
        const start = token * width + axis * 2 * quarter;
        values[start + i] = Math.sin(angle);
        values[start + quarter + i] = Math.cos(angle);
      }
    });
  }
  return values;
}
