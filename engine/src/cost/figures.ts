/** The figures of ops, and their sums. */
import { addDim, type Dim, evaluateDim, isUnknown, mulDim, sumDims } from "../base/dim.ts";
import { bitsOf, bytesOf, type Dtype, isFloat, tensor } from "../base/tensor.ts";
import type { Graph, Op } from "../graph/graph.ts";
import { amountOf, type Count, type WeightRole } from "../operators/operator.ts";

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
  return graph.ops.map((op) => opFigures(graph, op, samples));
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
  let total = noFigures;
  for (const figures of all) total = addFigures(total, figures);
  return total;
}

/** MACs as the net counts them: of a transposed convolution by its input, or by its output positions (`counting paper`). */
export function macsOf(graph: Graph, op: Op): Count {
  return (graph.countsPaper ? op.call.paperMacs : undefined) ?? op.call.macs ?? [];
}

export function symbolicFigures(graph: Graph, op: Op): SymbolicFigures {
  const macs = amountOf(macsOf(graph, op));
  const flops = addDim(mulDim(2, macs), amountOf(op.call.arithmetic ?? []));
  return { macs, flops, params: weightElements(op, ["learned"]) };
}

/** Bytes of an op's weights of the given roles. */
function weightElements(op: Op, roles: readonly WeightRole[]): Dim {
  const weights = op.call.weights ?? [];
  return sumDims(weights.filter(({ role }) => roles.includes(role)).map(({ shape }) => shape.reduce<Dim>(mulDim, 1)));
}

/** Weights are stored in the op's own float type, else in f32. */
function weightDtype(graph: Graph, op: Op): Dtype {
  const first = op.inputs.map((id) => graph.tensors[id]?.type.dtype).find((dtype) => dtype !== undefined && isFloat(dtype));
  return first ?? "f32";
}

function opFigures(graph: Graph, op: Op, samples: ReadonlyMap<string, number>): Figures {
  const { macs: macDim, flops: flopDim, params: paramDim } = symbolicFigures(graph, op);
  const bytesPerWeight = (bitsOf(weightDtype(graph, op)) ?? 32) / 8;
  const storedDim = addDim(paramDim, weightElements(op, ["statistic", "buffer"]));
  const isUncounted = [macDim, flopDim, paramDim].some(isUnknown);
  const at = (dim: Dim) => (typeof dim === "number" ? dim : (evaluateDim(dim, samples) ?? 0));
  const params = at(paramDim);
  return {
    macs: at(macDim),
    flops: at(flopDim),
    params,
    weightBytes: params * bytesPerWeight,
    sizeBytes: at(storedDim) * bytesPerWeight,
    uncounted: isUncounted ? 1 : 0,
  };
}

/** Bytes of a tensor at the sample values; undefined where they are not known. Literals take no room. */
export function tensorBytes(graph: Graph, id: number, samples: ReadonlyMap<string, number>): number | undefined {
  const entry = graph.tensors[id];
  if (entry === undefined) return undefined;
  if (entry.source.kind === "literal") return 0;
  const bytes = bytesOf(tensor(entry.type.dtype, entry.type.shape));
  return typeof bytes === "number" ? bytes : evaluateDim(bytes, samples);
}
