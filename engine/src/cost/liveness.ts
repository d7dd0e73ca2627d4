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

/** A piece of memory and the time from its birth to its last use. */
interface Buffer {
  readonly bytes: number;
  readonly birth: number;
  death: number;
  /** What is stored in it, and from when on. */
  readonly writers: { readonly path: string; readonly from: number }[];
}

/** Exact for the declared shapes at the dims' sample values. Linear in the number of ops. */
export function livenessOf(graph: Graph): Liveness {
  const { buffers, isPartial } = allocate(graph);
  const count = graph.ops.length;
  const change = new Float64Array(count + 1);
  for (const { bytes, birth, death } of buffers) {
    change[Math.max(0, birth)] = (change[Math.max(0, birth)] ?? 0) + bytes;
    const end = Math.min(count, death + 1);
    change[end] = (change[end] ?? 0) - bytes;
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
  if (count === 0) peakBytes = buffers.reduce((sum, buffer) => sum + buffer.bytes, 0);
  const liveAt = (op: number): LiveTensor[] =>
    buffers
      .filter(({ birth, death, bytes: size }) => birth <= op && op <= death && size > 0)
      .map((buffer) => ({ path: writerAt(buffer, op), bytes: buffer.bytes }));
  return { bytes, peakBytes, peakOp, isPartial, liveAt };
}

function writerAt(buffer: Buffer, op: number): string {
  return buffer.writers.findLast(({ from }) => from <= op)?.path ?? buffer.writers[0]?.path ?? "";
}

function allocate(graph: Graph): { readonly buffers: readonly Buffer[]; readonly isPartial: boolean } {
  const samples = samplesOf(graph);
  const roots = viewRoots(graph);
  const lastUse = lastUses(graph, roots);
  const buffers: Buffer[] = [];
  const bufferOf = new Map<number, Buffer>();
  let isPartial = false;

  const add = (tensor: number, path: string, birth: number) => {
    // A learned tensor lies among the weights, not among the activations.
    const source = graph.tensors[tensor]?.source;
    const op = source?.kind === "op" ? graph.ops[source.op] : undefined;
    const bytes = op !== undefined && storageOf(op) === "weight" ? 0 : tensorBytes(graph, tensor, samples);
    if (bytes === undefined) isPartial = true;
    const buffer = {
      bytes: bytes ?? 0,
      birth,
      death: Math.max(birth, lastUse.get(tensor) ?? birth),
      writers: [{ path, from: birth }],
    };
    buffers.push(buffer);
    bufferOf.set(tensor, buffer);
  };
  for (const { name, tensor } of [...graph.inputs, ...graph.states]) add(tensor, name, -1);
  for (const [index, op] of graph.ops.entries()) {
    for (const output of op.outputs) {
      if (roots[output] !== output) continue;
      const reused = reusable(op, index, roots, lastUse, bufferOf, tensorBytes(graph, output, samples));
      if (reused === undefined) add(output, op.path, index);
      else {
        reused.death = Math.max(index, lastUse.get(output) ?? index);
        reused.writers.push({ path: op.path, from: index });
        bufferOf.set(output, reused);
      }
    }
  }
  return { buffers, isPartial };
}

/** For each tensor the one whose memory it lives in: itself, or what it is a view of. */
function viewRoots(graph: Graph): readonly number[] {
  const roots: number[] = [];
  for (const [id, { source }] of graph.tensors.entries()) {
    let root = id;
    if (source.kind === "guess") root = roots[source.of] ?? id;
    else if (source.kind === "op") {
      const op = graph.ops[source.op];
      const [first] = op?.inputs ?? [];
      if (op !== undefined && storageOf(op) === "view" && first !== undefined) root = roots[first] ?? id;
    }
    roots.push(root);
  }
  return roots;
}

function storageOf(op: Op): Op["operator"]["storage"] {
  return op.call.storage ?? op.operator.storage;
}

/** Index of the op that uses each root last; outputs are used to the end. */
function lastUses(graph: Graph, roots: readonly number[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  for (const [index, op] of graph.ops.entries()) for (const input of op.inputs) last.set(roots[input] ?? input, index);
  const kept = [...graph.outputs.map(({ tensor }) => tensor), ...graph.states.map(({ next }) => next)];
  for (const tensor of kept) if (tensor !== undefined) last.set(roots[tensor] ?? tensor, graph.ops.length);
  return last;
}

/** The buffer of an operand that the op may write over: of equal size, and used here for the last time. */
function reusable(
  op: Op,
  index: number,
  roots: readonly number[],
  lastUse: ReadonlyMap<number, number>,
  bufferOf: ReadonlyMap<number, Buffer>,
  bytes: number | undefined,
): Buffer | undefined {
  if (storageOf(op) !== "in-place" || bytes === undefined) return undefined;
  for (const input of op.inputs) {
    const root = roots[input] ?? input;
    const buffer = bufferOf.get(root);
    if (buffer?.bytes === bytes && lastUse.get(root) === index && buffer.death === index) return buffer;
  }
  return undefined;
}
