/**
 * Which tensors are alive when, and the peak of their sum: program order is the schedule, inputs and outputs count, weights
 * do not. Views live in their input; what computes element by element writes over an operand of equal size that dies there.
 */
import type { Graph, Op } from "../graph/graph.ts";
import { samplesOf, tensorBytes } from "./figures.ts";

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

/**
 * Pieces of memory, each with the time from its birth to its last use, as columns: a net of ten thousand ops has as many,
 * and they are worked out at every key stroke.
 */
interface Buffers {
  readonly bytes: number[];
  readonly birth: number[];
  readonly death: number[];
  /** By tensor: which buffer it lives in, or none. */
  readonly of: Int32Array;
  readonly isPartial: boolean;
}

const none = -1;

/** Exact for the declared shapes at the dims' sample values. Linear in the number of ops. */
export function livenessOf(graph: Graph): Liveness {
  const buffers = allocate(graph);
  const count = graph.ops.length;
  const change = new Float64Array(count + 1);
  for (const [index, size] of buffers.bytes.entries()) {
    const start = Math.max(0, buffers.birth[index] ?? 0);
    const end = Math.min(count, (buffers.death[index] ?? 0) + 1);
    change[start] = (change[start] ?? 0) + size;
    change[end] = (change[end] ?? 0) - size;
  }
  const bytes: number[] = [];
  let live = 0;
  let peakOp: number | undefined;
  let peakBytes = 0;
  for (let op = 0; op < count; op++) {
    live += change[op] ?? 0;
    bytes.push(live);
    if (live > peakBytes || peakOp === undefined) {
      peakBytes = live;
      peakOp = op;
    }
  }
  if (count === 0) peakBytes = buffers.bytes.reduce((sum, size) => sum + size, 0);
  return { bytes, peakBytes, peakOp, isPartial: buffers.isPartial, liveAt: (op) => liveTensors(graph, buffers, op) };
}

function liveTensors(graph: Graph, buffers: Buffers, at: number): readonly LiveTensor[] {
  const writers = new Map<number, string>();
  for (const { name, tensor } of [...graph.inputs, ...graph.states]) writers.set(buffers.of[tensor] ?? none, name);
  for (const op of graph.ops.slice(0, at + 1)) {
    // A view writes nothing: its buffer keeps the name of what it is a view of.
    if (isView(op)) continue;
    for (const output of op.outputs) writers.set(buffers.of[output] ?? none, op.path);
  }
  return buffers.bytes.flatMap((bytes, index) => {
    const isLive = (buffers.birth[index] ?? 0) <= at && at <= (buffers.death[index] ?? 0) && bytes > 0;
    return isLive ? [{ path: writers.get(index) ?? "", bytes }] : [];
  });
}

function allocate(graph: Graph): Buffers {
  const samples = samplesOf(graph);
  const roots = viewRoots(graph);
  const lastUse = lastUses(graph, roots);
  const of = new Int32Array(graph.tensors.length).fill(none);
  const buffers = { bytes: [] as number[], birth: [] as number[], death: [] as number[], of };
  let isPartial = false;

  const add = (tensor: number, bytes: number | undefined, birth: number) => {
    if (bytes === undefined) isPartial = true;
    of[tensor] = buffers.bytes.push(bytes ?? 0) - 1;
    buffers.birth.push(birth);
    buffers.death.push(Math.max(birth, lastUse[tensor] ?? none));
  };
  for (const { tensor } of [...graph.inputs, ...graph.states]) add(tensor, tensorBytes(graph, tensor, samples), -1);
  for (let index = 0; index < graph.ops.length; index++) {
    const op = graph.ops[index];
    if (op === undefined) continue;
    const storage = storageOf(op);
    for (const output of op.outputs) {
      if (roots[output] !== output) continue;
      // A learned tensor lies among the weights, not among the activations.
      const bytes = storage === "weight" ? 0 : tensorBytes(graph, output, samples);
      const reused = storage === "in-place" && bytes !== undefined ? reusable(op, index, bytes) : none;
      if (reused === none) add(output, bytes, index);
      else {
        buffers.death[reused] = Math.max(index, lastUse[output] ?? none);
        of[output] = reused;
      }
    }
  }
  return { ...buffers, isPartial };

  /** The buffer of an operand that the op may write over: of equal size, and used here for the last time. */
  function reusable(op: Op, index: number, bytes: number): number {
    for (const input of op.inputs) {
      const root = roots[input] ?? input;
      const buffer = of[root] ?? none;
      if (buffer === none || buffers.bytes[buffer] !== bytes) continue;
      if (lastUse[root] === index && buffers.death[buffer] === index) return buffer;
    }
    return none;
  }
}

/** For each tensor the one whose memory it lives in: itself, or what it is a view of. */
function viewRoots(graph: Graph): Int32Array {
  const roots = new Int32Array(graph.tensors.length);
  for (let id = 0; id < roots.length; id++) {
    const source = graph.tensors[id]?.source;
    let root = id;
    if (source?.kind === "guess") root = roots[source.of] ?? id;
    else if (source?.kind === "op") {
      const op = graph.ops[source.op];
      const first = op?.inputs[0];
      if (op !== undefined && first !== undefined && isView(op)) root = roots[first] ?? id;
    }
    roots[id] = root;
  }
  return roots;
}

function isView(op: Op): boolean {
  return storageOf(op) === "view";
}

function storageOf(op: Op): Op["operator"]["storage"] {
  return op.call.storage ?? op.operator.storage;
}

/** Index of the op that uses each root last; outputs, and next values of states, are used to the end. */
function lastUses(graph: Graph, roots: Int32Array): Int32Array {
  const last = new Int32Array(graph.tensors.length).fill(none);
  for (let index = 0; index < graph.ops.length; index++) {
    for (const input of graph.ops[index]?.inputs ?? []) last[roots[input] ?? input] = index;
  }
  const kept = [...graph.outputs.map(({ tensor }) => tensor), ...graph.states.map(({ next }) => next)];
  for (const tensor of kept) if (tensor !== undefined) last[roots[tensor] ?? tensor] = graph.ops.length;
  return last;
}
