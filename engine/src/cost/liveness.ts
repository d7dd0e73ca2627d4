/**
 * Which tensors are alive when, and the peak of their sum: program order is the schedule, inputs and outputs count, weights
 * do not. Views live in their input; what computes element by element writes over an operand of equal size that dies there.
 */
import type { Graph } from "../graph/graph.ts";
import { type Buffers, buffersOf, type InPlaceRules, type Kernels, plainRules } from "./buffers.ts";

export interface LiveTensor {
  /** Path of the op that wrote it last; of an input, its name. */
  readonly path: string;
  readonly bytes: number;
}

export interface Liveness {
  /** Bytes alive while each op runs, its inputs and results included. */
  readonly bytes: readonly number[];
  readonly peakBytes: number;
  /** The first op at which the peak is reached; undefined in a net without ops. */
  readonly peakOp: number | undefined;
  /** Some tensor's size is not known, so that all bytes are at least what they say. */
  readonly isPartial: boolean;
  /** The tensors alive at an op, in the order of their birth. */
  liveAt(op: number): readonly LiveTensor[];
}

const none = -1;

/**
 * Exact for the declared shapes at the dims' sample values. Without more it holds wherever what computes element by element writes
 * over its operand; with a target's rules, and its kernels where ops run together, it holds there. Linear in the number of ops.
 *
 * MobileNetV2 at 224 in 8 bits peaks at 1,505,280 B, where the first depthwise convolution with a stride reads 96·112² = 1,204,224 B
 * and writes 96·56² = 301,056 B beside it. Where it writes over what it reads, the peak is one op before: the convolution that widens
 * 16·112² = 200,704 B to those 1,204,224 B, 1,404,928 B together.
 */
export function livenessOf(graph: Graph, rules: InPlaceRules = plainRules, lowered?: Kernels): Liveness {
  const buffers = buffersOf(graph, rules, lowered);
  const count = graph.ops.length;
  const change = new Float64Array(count + 1);
  for (const [index, size] of buffers.bytes.entries()) {
    const start = Math.max(0, buffers.birth[index] ?? 0);
    const end = Math.min(count, (buffers.death[index] ?? 0) + 1);
    change[start] = (change[start] ?? 0) + size;
    change[end] = (change[end] ?? 0) - size;
  }
  const running = new Float64Array(count);
  let live = 0;
  for (let op = 0; op < count; op++) {
    live += change[op] ?? 0;
    running[op] = live;
  }
  const bytes: number[] = [];
  let peakOp: number | undefined;
  let peakBytes = 0;
  for (let op = 0; op < count; op++) {
    const now = running[buffers.time[op] ?? none] ?? 0;
    bytes.push(now);
    if (now > peakBytes || peakOp === undefined) {
      peakBytes = now;
      peakOp = op;
    }
  }
  if (count === 0) peakBytes = buffers.bytes.reduce((sum, size) => sum + size, 0);
  const liveAt = (op: number) => liveTensors(graph, buffers, buffers.time[op] ?? none);
  return { bytes, peakBytes, peakOp, isPartial: buffers.isPartial, liveAt };
}

function liveTensors(graph: Graph, buffers: Buffers, at: number): readonly LiveTensor[] {
  const { of, roots, time } = buffers;
  const writers = new Map<number, string>();
  for (const { name, tensor } of [...graph.inputs, ...graph.states]) writers.set(of[tensor] ?? none, name);
  for (const [index, op] of graph.ops.entries()) {
    if ((time[index] ?? none) > at) continue;
    // A view writes nothing: its buffer keeps the name of what it is a view of.
    for (const output of op.outputs) if (roots[output] === output) writers.set(of[output] ?? none, op.path);
  }
  return buffers.bytes.flatMap((bytes, index) => {
    const isLive = (buffers.birth[index] ?? 0) <= at && at <= (buffers.death[index] ?? 0) && bytes > 0;
    return isLive ? [{ path: writers.get(index) ?? "", bytes }] : [];
  });
}
