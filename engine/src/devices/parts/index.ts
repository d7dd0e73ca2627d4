/** Which parts an op has: by its operator's name where that is listed, else by its family. */
import { attention, products } from "./attention.ts";
import { convolution } from "./convolution.ts";
import { type PartsOf, plainPart } from "./part.ts";
import { linear, matmul } from "./product.ts";

/** One kernel, called by the kind of its work and its operator's name. */
const kind =
  (name: string): PartsOf =>
  (sized) =>
    plainPart(`${name} ${sized.op.operator.name}`, sized);

/** Nothing runs: the result lies where its input lies, or among the weights. */
const nothing: PartsOf = () => [];

/** Operators that are not what their family is. */
const byName: Readonly<Record<string, PartsOf>> = {
  conv: convolution,
  dwconv: convolution,
  conv_transpose: convolution,
  linear,
  attention,
  sdpa: products,
  softmax: kind("softmax"),
  log_softmax: kind("softmax"),
  global_avgpool: kind("pool global"),
  global_maxpool: kind("pool global"),
  resize: kind("resize"),
  grid_sample: kind("resize"),
  gather: kind("gather"),
  embedding: kind("gather"),
  positions: kind("elementwise"),
  identity: nothing,
  flatten: nothing,
  reshape: nothing,
  squeeze: nothing,
  unsqueeze: nothing,
  dropout: nothing,
  param: nothing,
  constant: nothing,
  bilinear: matmul,
  matmul,
  einsum: matmul,
};

/** By the operator's family: its chapter of the reference. */
const byFamily: Readonly<Record<string, PartsOf>> = {
  normalisation: kind("normalisation"),
  activation: kind("elementwise"),
  pooling: kind("pool"),
  shape: kind("copy"),
  arithmetic: kind("elementwise"),
  reduction: kind("reduction"),
  attention: kind("elementwise"),
  recurrent: kind("recurrent"),
  points: kind("gather"),
};

/** The words that kinds of kernels begin with: those of the tables above, of convolutions and of products. */
export const kindWords: ReadonlySet<string> = new Set([
  "conv",
  "depthwise",
  "grouped",
  "transposed",
  "linear",
  "matmul",
  "softmax",
  "pool",
  "resize",
  "gather",
  "elementwise",
  "normalisation",
  "copy",
  "reduction",
  "recurrent",
]);

/** The parts of an op; undefined where nothing is known of its work. */
export const partsOf: PartsOf = (sized) => {
  const { name, family } = sized.op.operator;
  const own = Object.hasOwn(byName, name) ? byName[name] : undefined;
  const shared = Object.hasOwn(byFamily, family) ? byFamily[family] : undefined;
  return (own ?? shared)?.(sized);
};
