/**
 * The pieces of memory that hold a net's activations, each with the time from its birth to its last use. Program order is the
 * schedule; inputs and outputs count, weights do not. Views live in what they are views of.
 */
import { equalDims } from "../base/dim.ts";
import type { Graph, Op } from "../graph/graph.ts";
import { samplesOf, tensorBytes } from "./figures.ts";

/** Which results a runtime writes over an operand that is used there for the last time. */
export interface InPlaceRules {
  /** What computes element by element: over an operand of equal size. */
  readonly elementwiseInPlace: boolean;
  /**
   * Depthwise convolution: over its input, which is at least as large, since every channel of the result needs that channel of the
   * input alone. The input's piece of memory stays whole until the result dies, also where a stride leaves most of it unused.
   */
  readonly depthwiseInPlace: boolean;
  /** Results of another shape than their input are copied, as TensorFlow Lite Micro's RESHAPE does. */
  readonly reshapeCopies?: boolean;
}

/** What holds without a target: nobody needs a buffer to add one to every element. */
export const plainRules: InPlaceRules = { elementwiseInPlace: true, depthwiseInPlace: false };

/** What a runtime makes of a graph: ops that run as one, and ops that it leaves out. */
export interface Kernels {
  /**
   * The ops that run as one, in program order; the others run alone. What an op hands to another of its kernel needs no memory. What is
   * read elsewhere comes from the last op.
   */
  readonly kernels: readonly { readonly ops: readonly number[] }[];
  readonly pruned: readonly number[];
}

/**
 * Pieces of memory as columns: a net of ten thousand ops has as many, and they are worked out at every key stroke. Times are indices of
 * ops: −1 is before the first, the number of ops is after the last.
 */
export interface Buffers {
  readonly bytes: readonly number[];
  readonly birth: readonly number[];
  /** Of the last use, itself included. */
  readonly death: readonly number[];
  /** Path of the op that wrote it first; of an input or state, its name. */
  readonly paths: readonly string[];
  /** By tensor: which buffer it lives in, or −1. */
  readonly of: Int32Array;
  /** By op: when it runs, which is when the last op of its kernel does; −1 of what is left out. */
  readonly time: Int32Array;
  /** By tensor the one whose memory it lives in: itself, or what it is a view of. */
  readonly roots: Int32Array;
  /** Some tensor's size is not known, so that all bytes are at least what they say. */
  readonly isPartial: boolean;
}

const none = -1;

/** Exact for the declared shapes at the dims' sample values. Linear in the number of ops. */
export function buffersOf(graph: Graph, rules: InPlaceRules = plainRules, lowered?: Kernels): Buffers {
  const samples = samplesOf(graph);
  const time = timesOf(graph, lowered);
  const roots = viewRoots(graph, rules);
  const lastUse = lastUses(graph, roots, time);
  const of = new Int32Array(graph.tensors.length).fill(none);
  const bytes: number[] = [];
  const birth: number[] = [];
  const death: number[] = [];
  const paths: string[] = [];
  /** By buffer: bytes of the tensor that was written into it last. */
  const held: number[] = [];
  /** By buffer: whether that tensor is handed to another kernel, and whether any tensor in it is. */
  const isHanded: boolean[] = [];
  const isStored: boolean[] = [];
  let isPartial = false;

  const add = (path: string, tensor: number, size: number | undefined, at: number, isHandedOn: boolean) => {
    if (size === undefined) isPartial = true;
    of[tensor] = bytes.push(size ?? 0) - 1;
    held.push(size ?? 0);
    birth.push(at);
    death.push(Math.max(at, lastUse[tensor] ?? none));
    paths.push(path);
    isHanded.push(isHandedOn);
    isStored.push(isHandedOn);
  };
  for (const { name, tensor } of [...graph.inputs, ...graph.states]) {
    add(name, tensor, tensorBytes(graph, tensor, samples), none, true);
  }
  for (let index = 0; index < graph.ops.length; index++) {
    const op = graph.ops[index];
    const at = time[index] ?? none;
    if (op === undefined || at === none) continue;
    const storage = storageOf(op);
    for (const output of op.outputs) {
      if (roots[output] !== output) continue;
      // A learned tensor lies among the weights, not among the activations.
      const size = storage === "weight" ? 0 : tensorBytes(graph, output, samples);
      const isHandedOn = at === index || (lastUse[output] ?? none) > at;
      const reused = size === undefined ? none : reusable(op, storage, at, size);
      if (reused === none) add(op.path, output, size, at, isHandedOn);
      else {
        death[reused] = Math.max(at, lastUse[output] ?? none);
        of[output] = reused;
        held[reused] = size ?? 0;
        isHanded[reused] = isHandedOn;
        if (isHandedOn) isStored[reused] = true;
      }
    }
  }
  for (const [buffer, isNeeded] of isStored.entries()) if (!isNeeded) bytes[buffer] = 0;
  return { bytes, birth, death, paths, of, time, roots, isPartial };

  /** The buffer of an operand that the op may write over, which is used here for the last time. */
  function reusable(op: Op, storage: Op["operator"]["storage"], at: number, size: number): number {
    const isDepthwise = storage === "in-place-where-supported";
    if (storage !== "in-place" && !isDepthwise) return none;
    for (const input of isDepthwise ? op.inputs.slice(0, 1) : op.inputs) {
      const root = roots[input] ?? input;
      const buffer = of[root] ?? none;
      if (buffer === none || lastUse[root] !== at || death[buffer] !== at) continue;
      const had = held[buffer] ?? 0;
      if (isDepthwise) {
        if (rules.depthwiseInPlace && had >= size) return buffer;
      } else if (had === size && (rules.elementwiseInPlace || !isHanded[buffer])) return buffer;
    }
    return none;
  }
}

/** When each op runs: with the last op of its kernel. */
function timesOf(graph: Graph, lowered: Kernels | undefined): Int32Array {
  const times = new Int32Array(graph.ops.length);
  for (let op = 0; op < times.length; op++) times[op] = op;
  for (const { ops } of lowered?.kernels ?? []) {
    if (ops.length < 2) continue;
    const last = ops.reduce((latest, op) => Math.max(latest, op), none);
    for (const op of ops) times[op] = Math.max(times[op] ?? none, last);
  }
  for (const op of lowered?.pruned ?? []) times[op] = none;
  return times;
}

/** For each tensor the one whose memory it lives in: itself, or what it is a view of. */
function viewRoots(graph: Graph, rules: InPlaceRules): Int32Array {
  const roots = new Int32Array(graph.tensors.length);
  for (let id = 0; id < roots.length; id++) {
    const source = graph.tensors[id]?.source;
    let root = id;
    if (source?.kind === "guess") root = roots[source.of] ?? id;
    else if (source?.kind === "op") {
      const op = graph.ops[source.op];
      const first = op?.inputs[0];
      if (
        op !== undefined &&
        first !== undefined &&
        isView(op) &&
        !(rules.reshapeCopies === true && reshapes(graph, op))
      )
        root = roots[first] ?? id;
    }
    roots[id] = root;
  }
  return roots;
}

/** Whether a view has another shape than what it is a view of. */
function reshapes(graph: Graph, { inputs: [from], outputs: [to] }: Op): boolean {
  const before = from === undefined ? undefined : graph.tensors[from]?.type.shape;
  const after = to === undefined ? undefined : graph.tensors[to]?.type.shape;
  if (before === undefined || after === undefined || before.length !== after.length) return true;
  return before.some((dim, axis) => !equalDims(dim, after[axis] ?? none));
}

function isView(op: Op): boolean {
  return storageOf(op) === "view";
}

function storageOf(op: Op): Op["operator"]["storage"] {
  return op.call.storage ?? op.operator.storage;
}

/** When each root is used last; outputs, and next values of states, are used to the end. */
function lastUses(graph: Graph, roots: Int32Array, time: Int32Array): Int32Array {
  const last = new Int32Array(graph.tensors.length).fill(none);
  for (let index = 0; index < graph.ops.length; index++) {
    const at = time[index] ?? none;
    for (const input of graph.ops[index]?.inputs ?? []) {
      const root = roots[input] ?? input;
      last[root] = Math.max(last[root] ?? none, at);
    }
  }
  const kept = [...graph.outputs.map(({ tensor }) => tensor), ...graph.states.map(({ next }) => next)];
  for (const tensor of kept) if (tensor !== undefined) last[roots[tensor] ?? tensor] = graph.ops.length;
  return last;
}
