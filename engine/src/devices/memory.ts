/** What a net takes of a board's memory: activations and the runtime in SRAM, weights and code in flash. */
import type { Precision as StoredPrecision } from "../annotations/annotation.ts";
import { evaluateDim } from "../base/dim.ts";
import { type Arena, arenaOf, type MemoryRules, type PlacedBuffer } from "../cost/arena.ts";
import type { Kernels } from "../cost/buffers.ts";
import { ownWeights, precisionOf, samplesOf, storedBits, weightDtype } from "../cost/figures.ts";
import { type LiveTensor, livenessOf } from "../cost/liveness.ts";
import type { NetCost } from "../cost/summary.ts";
import type { Graph, Op } from "../graph/graph.ts";
import type { BoardMemory, Precision } from "./profile.ts";
import { storedIn, storedPrecisions } from "./stored.ts";

export interface TargetMemory {
  readonly planner: "tflm-greedy";
  readonly arena: Arena;
  readonly overheadBytes: number;
  readonly weightsBytes: number;
  readonly codeBytes: number;
  /** Whether arena and overhead fit; undefined where some size is not known and what is known fits. */
  readonly fitsSram: boolean | undefined;
  /** Whether weights and code fit. */
  readonly fitsFlash: boolean | undefined;
  /** The largest piece of the arena: if it does not fit alone, no plan and no order of the ops helps. */
  readonly largest: PlacedBuffer | undefined;
  /** Where the most is alive at once: no plan can need less. Undefined in a net without ops. */
  readonly peak: { readonly path: string; readonly bytes: number; readonly live: readonly LiveTensor[] } | undefined;
}

export interface MemoryOptions {
  /** What runs together there, and what is left out; where it is not given, element-wise ops run with what makes their input. */
  readonly kernels?: Kernels;
  /** With one, all weights and data count as stored in it; else each op's as its annotations say. */
  readonly precision?: Precision;
}

/**
 * Plans a net's memory on a board. Nothing is computed in place there but what runs in one kernel, and depthwise convolution where the
 * board says so; reshapes are copies, as TensorFlow Lite Micro's kernel is. Working memory inside kernels is part of `overheadBytes`
 * as far as the device file knows it.
 */
export function memoryOf(cost: Pick<NetCost, "graph">, board: BoardMemory, options: MemoryOptions = {}): TargetMemory {
  const { precision } = options;
  const graph = precision === undefined ? cost.graph : storedIn(cost.graph, precision);
  const kernels = options.kernels ?? elementwiseKernels(graph);
  const rules = rulesOf(board);
  const arena = arenaOf(graph, rules, kernels);
  const weights = weightsOf(graph, kernels, precision === undefined ? undefined : storedPrecisions[precision]);
  const { overheadBytes, codeBytes = 0 } = board;
  const liveness = livenessOf(graph, rules, kernels);
  const { peakOp } = liveness;
  const path = peakOp === undefined ? undefined : graph.ops[peakOp]?.path;
  return {
    planner: board.planner,
    arena,
    overheadBytes,
    weightsBytes: weights.bytes,
    codeBytes,
    fitsSram: fits(arena.arenaBytes + overheadBytes, board.sramBytes, arena.isPartial),
    fitsFlash: fits(weights.bytes + codeBytes, board.flashBytes, weights.isPartial),
    largest: arena.buffers.reduce<PlacedBuffer | undefined>(
      (most, buffer) => (most === undefined || buffer.bytes > most.bytes ? buffer : most),
      undefined,
    ),
    peak:
      peakOp === undefined || path === undefined
        ? undefined
        : { path, bytes: liveness.peakBytes, live: liveness.liveAt(peakOp) },
  };
}

function rulesOf({ planner, alignment, overheadBytes, depthwiseInPlace = false }: BoardMemory): MemoryRules {
  return { planner, alignment, overheadBytes, depthwiseInPlace, elementwiseInPlace: false, reshapeCopies: true };
}

function fits(needed: number, available: number, isAtLeast: boolean): boolean | undefined {
  if (needed > available) return false;
  return isAtLeast ? undefined : true;
}

/**
 * What runs together by what every converter fuses: an op that computes element by element on one tensor runs with the op that makes
 * this tensor, if nobody else reads it. Where a runtime's own rules are known, these decide instead.
 */
export function elementwiseKernels(graph: Graph): Kernels {
  const readers = new Int32Array(graph.tensors.length);
  const read = (id: number) => {
    readers[id] = (readers[id] ?? 0) + 1;
  };
  for (const { inputs } of graph.ops) for (const id of inputs) read(id);
  for (const { tensor } of graph.outputs) read(tensor);
  for (const { next } of graph.states) if (next !== undefined) read(next);
  const kernelOf = new Map<number, number[]>();
  const kernels: { ops: number[] }[] = [];
  for (const [index, op] of graph.ops.entries()) {
    const storage = op.call.storage ?? op.operator.storage;
    const [data, ...others] = op.inputs.filter((id) => graph.tensors[id]?.source.kind !== "literal");
    const source = data === undefined ? undefined : graph.tensors[data]?.source;
    const isFused = storage === "in-place" && others.length === 0 && data !== undefined && readers[data] === 1;
    let ops = isFused && source?.kind === "op" ? kernelOf.get(source.op) : undefined;
    if (ops === undefined) {
      ops = [];
      kernels.push({ ops });
    }
    ops.push(index);
    // A view makes nothing, so that nothing can run with it.
    if (storage !== "view" && storage !== "weight") kernelOf.set(index, ops);
  }
  return { kernels, pruned: [] };
}

/**
 * Bytes of the weights as they are deployed. A normalisation that runs in the kernel of another op is part of that op's weights: its
 * scale is in them already, and its shift is a bias, which that op may have anyway.
 */
function weightsOf(
  graph: Graph,
  { kernels, pruned }: Kernels,
  precision: StoredPrecision | undefined,
): { readonly bytes: number; readonly isPartial: boolean } {
  const samples = samplesOf(graph);
  const left = new Set(pruned);
  /** By op that is folded away: the op that takes it up. */
  const takers = new Map<number, number>();
  for (const { ops } of kernels) {
    const [first, ...others] = ops;
    for (const other of others) {
      if (first !== undefined && graph.ops[other]?.operator.quantization.kind === "folded") takers.set(other, first);
    }
  }
  const biased = new Set<number>();
  let bytes = 0;
  let isPartial = false;
  for (const [index, op] of graph.ops.entries()) {
    if (left.has(index)) continue;
    const taker = takers.get(index);
    if (taker === undefined) {
      const own = bytesOfWeights(graph, op, precision, samples);
      if (own === undefined) isPartial = true;
      else bytes += own;
      continue;
    }
    const hasBias = biased.has(taker) || (graph.ops[taker]?.call.weights ?? []).some(({ name }) => name === "bias");
    if (hasBias) continue;
    biased.add(taker);
    const channels = op.call.weights?.[0]?.shape[0];
    const count = channels === undefined ? undefined : evaluateDim(channels, samples);
    if (count === undefined) isPartial = true;
    else bytes += count * ((precision ?? precisionOf(op))?.kind === "half" ? 2 : 4);
  }
  return { bytes, isPartial };
}

function bytesOfWeights(
  graph: Graph,
  op: Op,
  precision: StoredPrecision | undefined,
  samples: ReadonlyMap<string, number>,
): number | undefined {
  const dtype = weightDtype(graph, op);
  let bytes = 0;
  for (const weight of ownWeights(op)) {
    let elements = 1;
    for (const dim of weight.shape) {
      const extent = evaluateDim(dim, samples);
      if (extent === undefined) return undefined;
      elements *= extent;
    }
    bytes += Math.ceil((elements * storedBits(op, weight, dtype, precision)) / 8);
  }
  return bytes;
}
