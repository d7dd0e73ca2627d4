/** The figures of ops, and their sums. */

import type { Precision } from "../annotations/annotation.ts";
import { addDim, type Dim, evaluateDim, mulDim, sumDims, tooLarge } from "../base/dim.ts";
import { bitsOf, type Dtype, isFloat, type TensorType, tensor } from "../base/tensor.ts";
import type { Graph, GraphTensor, Op } from "../graph/graph.ts";
import { amountOf, type Call, type Count, type Weight, type WeightRole } from "../operators/operator.ts";

/**
 * One op's or a group's figures at the dims' sample values. Counts are of one run; bytes are of storage. What could not
 * be counted is left out of the numbers and named in `uncounted`, so that they read "at least".
 */
export interface Figures {
  readonly macs: number;
  /** 2 × MACs + other arithmetic. */
  readonly flops: number;
  /** Learned numbers. */
  readonly params: number;
  /** Bytes of the learned weights. */
  readonly weightBytes: number;
  /** Bytes of everything stored: weights, running statistics, buffers. */
  readonly sizeBytes: number;
  /** Ops whose amounts are not known. */
  readonly uncounted: number;
}

/** The same amounts as formulas over the symbolic dims. */
export interface SymbolicFigures {
  readonly macs: Dim;
  readonly flops: Dim;
  readonly params: Dim;
}

export const noFigures: Figures = { macs: 0, flops: 0, params: 0, weightBytes: 0, sizeBytes: 0, uncounted: 0 };

/** Figures of every op of a graph, in its order. */
export function figuresOf(graph: Graph): readonly Figures[] {
  const samples = samplesOf(graph);
  const situation = `${graph.countsPaper} ${[...samples].join()}`;
  // What annotations make of an op is not in its call, so only ops without them are remembered by it.
  return graph.ops.map((op) =>
    op.annotations.length > 0 ? opFigures(graph, op, samples) : rememberedFigures(graph, op, samples, situation),
  );
}

/** Calls outlive edits elsewhere in their file, and their figures with them: a call was answered for the types of its inputs. */
const memory = new WeakMap<Call, { readonly situation: string; readonly figures: Figures }>();

function rememberedFigures(graph: Graph, op: Op, samples: ReadonlyMap<string, number>, situation: string): Figures {
  const known = memory.get(op.call);
  if (known?.situation === situation) return known.figures;
  const figures = opFigures(graph, op, samples);
  memory.set(op.call, { situation, figures });
  return figures;
}

export function samplesOf(graph: Graph): ReadonlyMap<string, number> {
  return new Map(graph.dims.map(({ name, sample }) => [name, sample]));
}

export function addFigures(a: Figures, b: Figures): Figures {
  return {
    macs: a.macs + b.macs,
    flops: a.flops + b.flops,
    params: a.params + b.params,
    weightBytes: a.weightBytes + b.weightBytes,
    sizeBytes: a.sizeBytes + b.sizeBytes,
    uncounted: a.uncounted + b.uncounted,
  };
}

export function sumFigures(all: Iterable<Figures>): Figures {
  const total = { ...noFigures };
  for (const figures of all) {
    total.macs += figures.macs;
    total.flops += figures.flops;
    total.params += figures.params;
    total.weightBytes += figures.weightBytes;
    total.sizeBytes += figures.sizeBytes;
    total.uncounted += figures.uncounted;
  }
  return total;
}

/** MACs as the net counts them: of a transposed convolution by its input, or by its output positions (`counting paper`). */
export function macsOf(graph: Graph, op: Op): Count {
  return (graph.countsPaper ? op.call.paperMacs : undefined) ?? op.call.macs ?? [];
}

export function symbolicFigures(graph: Graph, op: Op): SymbolicFigures {
  const macs = amountOf(macsOf(graph, op));
  const flops = addDim(mulDim(2, macs), amountOf(op.call.arithmetic ?? []));
  return { macs, flops, params: learnedElements(op) };
}

function learnedElements(op: Op): Dim {
  const learned = ownWeights(op).filter(({ role }) => role === "learned");
  return sumDims(learned.map(({ shape }) => shape.reduce<Dim>(mulDim, 1)));
}

/** An op's weights without those that are another op's, where they are counted and stored. */
export function ownWeights(op: Op): readonly Weight[] {
  const { tied } = op;
  const weights = op.call.weights ?? [];
  return tied === undefined ? weights : weights.filter(({ name }) => !tied.weights.includes(name));
}

/** Weights are stored in the op's own float type, else in f32. */
export function weightDtype(graph: Graph, op: Op): Dtype {
  const first = op.inputs
    .map((id) => graph.tensors[id]?.type.dtype)
    .find((dtype) => dtype !== undefined && isFloat(dtype));
  return first ?? "f32";
}

/** Evaluates factor by factor: numbers multiply faster than polynomials. */
function opFigures(graph: Graph, op: Op, samples: ReadonlyMap<string, number>): Figures {
  const macs = countAt(macsOf(graph, op), samples);
  const other = countAt(op.call.arithmetic ?? [], samples);
  const dtype = weightDtype(graph, op);
  const learned = weightsAt(op, ["learned"], dtype, samples);
  const stored = weightsAt(op, ["learned", "statistic", "buffer"], dtype, samples);
  return {
    macs: macs ?? 0,
    flops: 2 * (macs ?? 0) + (other ?? 0),
    params: learned?.count ?? 0,
    weightBytes: learned?.bytes ?? 0,
    sizeBytes: stored?.bytes ?? 0,
    uncounted: [macs, other, learned, stored].includes(undefined) ? 1 : 0,
  };
}

/**
 * Bits of one stored element of a weight, where the op's float weights have a type and the op a precision. Integer precision is for
 * the weights that the operator names; its biases stay in 32 bits, and so does what other layers state about scales.
 */
export function storedBits(op: Op, weight: Weight, dtype: Dtype, precision = precisionOf(op)): number {
  const own = weight.dtype ?? dtype;
  const bits = bitsOf(own) ?? 32;
  if (precision === undefined || precision.kind === "float" || !isFloat(own)) return bits;
  if (precision.kind === "half") return 16;
  const { quantization } = op.operator;
  const isQuantized = quantization.kind === "weighted" && Object.hasOwn(quantization.channelAxis, weight.name);
  return isQuantized ? precision.weightBits : bits;
}

/** In how many bits an op's numbers are stored, where an annotation says so. */
export function precisionOf(op: Op): Precision | undefined {
  return op.annotations.find(({ reading }) => reading.kind === "precision")?.reading.precision;
}

/** Number and bytes of an op's weights of the given roles. */
function weightsAt(
  op: Op,
  roles: readonly WeightRole[],
  dtype: Dtype,
  samples: ReadonlyMap<string, number>,
): { readonly count: number; readonly bytes: number } | undefined {
  let count = 0;
  let bytes = 0;
  for (const weight of ownWeights(op)) {
    if (!roles.includes(weight.role)) continue;
    const elements = productAt(weight.shape, samples);
    if (elements === undefined) return undefined;
    count += elements;
    bytes += Math.ceil((elements * storedBits(op, weight, dtype)) / 8);
  }
  return { count: exactOr(count), bytes: exactOr(bytes) };
}

function countAt(count: Count, samples: ReadonlyMap<string, number>): number | undefined {
  let sum = 0;
  for (const { factors } of count) {
    const amount = productAt(
      factors.map(([, dim]) => dim),
      samples,
    );
    if (amount === undefined) return undefined;
    sum += amount;
  }
  return exactOr(sum);
}

function productAt(dims: readonly Dim[], samples: ReadonlyMap<string, number>): number | undefined {
  let product = 1;
  for (const dim of dims) {
    const value = typeof dim === "number" ? dim : evaluateDim(dim, samples);
    if (value === undefined) return undefined;
    // Zero times too large is zero.
    product = value === 0 || product === 0 ? 0 : product * value;
  }
  return exactOr(product);
}

/** Beyond 2^53 an amount is too large, never rounded. */
function exactOr(value: number): number {
  return value > Number.MAX_SAFE_INTEGER ? tooLarge : value;
}

/** A tensor's type as it is stored: with the element type that annotations make of it. */
export function storedType({ type, stored }: GraphTensor): TensorType {
  return stored === undefined ? type : tensor(stored, type.shape);
}

/** Bytes of a tensor at the sample values; undefined where they are not known. Literals take no room. */
export function tensorBytes(graph: Graph, id: number, samples: ReadonlyMap<string, number>): number | undefined {
  const entry = graph.tensors[id];
  if (entry === undefined) return undefined;
  if (entry.source.kind === "literal") return 0;
  const bits = bitsOf(entry.stored ?? entry.type.dtype);
  const elements = entry.type.shape === undefined ? undefined : productAt(entry.type.shape, samples);
  return bits === undefined || elements === undefined ? undefined : exactOr(Math.ceil((elements * bits) / 8));
}
