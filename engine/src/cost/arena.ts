/**
 * Where activations lie in one block of memory, as TensorFlow Lite Micro plans it: the largest piece first, each as low as the pieces
 * that are in use at the same time leave room (its `GreedyMemoryPlanner`, for tensors without a place that was planned before).
 */
import type { Graph } from "../graph/graph.ts";
import { buffersOf, type InPlaceRules, type Kernels } from "./buffers.ts";

/** How a runtime uses memory for activations. */
export interface MemoryRules extends InPlaceRules {
  readonly planner: "tflm-greedy";
  /** Bytes of which every size and offset is a multiple; 16 in TensorFlow Lite Micro. */
  readonly alignment: number;
  /** What the runtime needs beside the planned arena. */
  readonly overheadBytes: number;
}

/** A piece of memory and the first and last time at which it is used, both included. */
export interface ArenaBuffer {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

export interface ArenaPlan {
  readonly arenaBytes: number;
  /** By buffer. */
  readonly offsets: readonly number[];
}

/**
 * Plans an arena. Sizes are rounded up to `alignment`, so that offsets are multiples of it. Of two pieces of equal size the one that
 * stands later in `buffers` is placed first, as there. Pieces of no bytes take no room. The same buffers always give the same plan.
 *
 * Placed pieces stand in the order of their offsets in typed arrays, and a new piece walks along them until it finds room. That is
 * quadratic with nothing allocated on the way: a thousand pieces take some 2 ms, ten thousand a fifth of a second, however they overlap.
 */
export function planArena(buffers: readonly ArenaBuffer[], { alignment }: { readonly alignment: number }): ArenaPlan {
  const sizes = buffers.map(({ bytes }) => Math.ceil(bytes / alignment) * alignment);
  const order = [...buffers.keys()]
    .filter((index) => (sizes[index] ?? 0) > 0)
    .sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || b - a);
  const offsets = buffers.map(() => 0);
  const first = new Int32Array(order.length);
  const last = new Int32Array(order.length);
  const start = new Float64Array(order.length);
  const end = new Float64Array(order.length);
  let arenaBytes = 0;
  for (const [count, index] of order.entries()) {
    const buffer = buffers[index];
    const size = sizes[index] ?? 0;
    if (buffer === undefined) continue;
    let offset = 0;
    for (let at = 0; at < count; at++) {
      // Both are used at some time: they must not share a byte.
      if ((first[at] ?? 0) > buffer.last || (last[at] ?? 0) < buffer.first) continue;
      if ((start[at] ?? 0) - offset >= size) break;
      offset = Math.max(offset, end[at] ?? 0);
    }
    offsets[index] = offset;
    arenaBytes = Math.max(arenaBytes, offset + size);
    const place = placeFor(start, count, offset);
    for (const column of [first, last, start, end]) column.copyWithin(place + 1, place, count);
    first[place] = buffer.first;
    last[place] = buffer.last;
    start[place] = offset;
    end[place] = offset + size;
  }
  return { arenaBytes, offsets };
}

/** Behind all of the `count` offsets that are at most this one. */
function placeFor(starts: Float64Array, count: number, offset: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A piece of a net's memory. */
export interface PlacedBuffer extends ArenaBuffer {
  /** Path of the op that wrote it first; of an input or state, its name. */
  readonly path: string;
  readonly offset: number;
}

export interface Arena {
  readonly arenaBytes: number;
  /** In the order of their birth; those without bytes are left out. */
  readonly buffers: readonly PlacedBuffer[];
  /** Some tensor's size is not known, so that the arena is at least what it says. */
  readonly isPartial: boolean;
}

/**
 * The arena of a net: inputs, outputs, and what ops hand to each other, with program order as the schedule. Memory that kernels need for
 * themselves (the columns of a convolution) is not in it; the runtime's tables know that.
 */
export function arenaOf(graph: Graph, rules: InPlaceRules & { readonly alignment: number }, lowered?: Kernels): Arena {
  const { bytes, birth, death, paths, isPartial } = buffersOf(graph, rules, lowered);
  const pieces = paths
    .map((path, index) => ({ path, bytes: bytes[index] ?? 0, first: birth[index] ?? 0, last: death[index] ?? 0 }))
    .filter(({ bytes }) => bytes > 0);
  const { arenaBytes, offsets } = planArena(pieces, rules);
  return { arenaBytes, buffers: pieces.map((piece, index) => ({ ...piece, offset: offsets[index] ?? 0 })), isPartial };
}
