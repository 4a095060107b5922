import type { Tensor } from "@tensorflow/tfjs-core";
import type { OpAttributes, OpName } from "../../../graph/index.js";
import type { Tfjs } from "./load.js";

/** Evaluates one operator: the outputs on these inputs. */
type Evaluation<K extends OpName> = (
  tf: Tfjs,
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
) => Tensor[];

/** Every operator on TensorFlow.js. A new one does not compile until it is here, too. */
type Evaluations = { readonly [K in Exclude<OpName, "input">]: Evaluation<K> };

/** The outputs of `op` on `inputs`, in the caller's hands. */
export function evaluateOperator<K extends Exclude<OpName, "input">>(
  tf: Tfjs,
  op: K,
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
): Tensor[] {
  const evaluation: Evaluation<K> = evaluations[op];
  return evaluation(tf, inputs, attributes);
}

type Unary = (x: Tensor) => Tensor;
const unary =
  (of: (tf: Tfjs) => Unary) =>
  (tf: Tfjs, inputs: readonly Tensor[]): Tensor[] => [of(tf)(at(inputs, 0))];
const binary =
  (of: (tf: Tfjs) => (a: Tensor, b: Tensor) => Tensor) =>
  (tf: Tfjs, inputs: readonly Tensor[]): Tensor[] => [of(tf)(at(inputs, 0), at(inputs, 1))];

const evaluations: Evaluations = {
  constant: (tf, _, { value }) => [tf.scalar(value)],
  add: binary((tf) => tf.add),
  sub: binary((tf) => tf.sub),
  mul: binary((tf) => tf.mul),
  div: binary((tf) => tf.div),
  sqrt: unary((tf) => tf.sqrt),
  exp: unary((tf) => tf.exp),
  erf: unary((tf) => tf.erf),
  abs: unary((tf) => tf.abs),
  sign: unary((tf) => tf.sign),
  softmax: unary((tf) => (x) => tf.softmax(x)),
  logSoftmax: unary((tf) => (x) => tf.logSoftmax(x)),
  gelu: unary((tf) => (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))),

  gemm(tf, inputs, { transA, transB }) {
    const product = tf.matMul(at(inputs, 0), at(inputs, 1), transA, transB);
    const [, , c] = inputs;
    return [c === undefined ? product : tf.add(product, c)];
  },

  matmul(tf, inputs, { transA, transB, scale }) {
    const product = tf.matMul(at(inputs, 0), at(inputs, 1), transA, transB);
    return [scale === 1 ? product : tf.mul(product, scale)];
  },

  reshape: (tf, inputs, { shape }) => [tf.reshape(at(inputs, 0), [...shape])],
  transpose: (tf, inputs, { permutation }) => [tf.transpose(at(inputs, 0), [...permutation])],

  slice(tf, inputs, { axis, start, end }) {
    const x = at(inputs, 0);
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    const size = x.shape.map((length, i) => (i === axis ? end - start : length));
    return [tf.slice(x, begin, size)];
  },

  concat: (tf, inputs, { axis }) => [tf.concat([...inputs], axis)],
  expand: (tf, inputs, { shape }) => [tf.broadcastTo(at(inputs, 0), [...shape])],
  reduceSum: (tf, inputs, { axes, keepDims }) => [tf.sum(at(inputs, 0), [...axes], keepDims)],
  reduceMean: (tf, inputs, { axes, keepDims }) => [tf.mean(at(inputs, 0), [...axes], keepDims)],

  layerNorm(tf, inputs, { epsilon }) {
    const { mean, variance } = tf.moments(at(inputs, 0), -1, true);
    const invStd = tf.rsqrt(tf.add(variance, epsilon));
    const normal = tf.mul(tf.sub(at(inputs, 0), mean), invStd);
    return [tf.add(tf.mul(normal, at(inputs, 1)), at(inputs, 2)), mean, invStd];
  },
};

function at(inputs: readonly Tensor[], index: number): Tensor {
  const tensor = inputs[index];
  if (tensor === undefined) {
    throw new Error(`the operator needs an input ${index}`);
  }
  return tensor;
}
