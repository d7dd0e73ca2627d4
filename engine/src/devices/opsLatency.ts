/** What some ops of a net take of its latency: a line's, a block's, one op's in all its instances. */
import type { KernelEstimate, Latency } from "./estimate.ts";

export interface OpsLatency {
  /** Of the kernels whose work these ops do: a kernel's time stands at the op that does its work. */
  readonly milliseconds: number;
  /** The time of some of them is not known, so that it is at least so much. */
  readonly isAtLeast: boolean;
  readonly kernels: readonly KernelEstimate[];
  /** Other ops, in whose kernels some of these run. */
  readonly hosts: readonly number[];
  /** Those that the runtime leaves out. */
  readonly pruned: readonly number[];
  /** Those that the runtime cannot run, and why. */
  readonly unsupported: Latency["unsupported"];
  /** Those whose work is not known. */
  readonly unknown: readonly number[];
}

/** Sums up some ops, by their indices. Those that are in none of its lists run nothing: a reshape, a dropout. */
export function latencyOfOps(latency: Latency, ops: readonly number[]): OpsLatency {
  const { kernels, hosts, pruned, unsupported, unknown } = indexOf(latency);
  const own = new Set(ops);
  const others = new Set<number>();
  for (const op of ops) for (const host of hosts.get(op) ?? []) if (!own.has(host)) others.add(host);
  const refused = ops.flatMap((op) => unsupported.get(op) ?? []);
  const open = ops.filter((op) => unknown.has(op));
  return {
    milliseconds: millisecondsOf(latency, ops),
    isAtLeast: refused.length + open.length > 0,
    kernels: ops.flatMap((op) => kernels.get(op) ?? []),
    hosts: [...others].sort((a, b) => a - b),
    pruned: ops.filter((op) => pruned.has(op)),
    unsupported: refused,
    unknown: open,
  };
}

/** The sum alone. */
export function millisecondsOf({ byOp }: Latency, ops: readonly number[]): number {
  return ops.reduce((sum, op) => sum + (byOp[op] ?? 0), 0);
}

/** By op. */
interface Index {
  readonly kernels: ReadonlyMap<number, readonly KernelEstimate[]>;
  readonly hosts: ReadonlyMap<number, readonly number[]>;
  readonly pruned: ReadonlySet<number>;
  readonly unsupported: ReadonlyMap<number, readonly Latency["unsupported"][number][]>;
  readonly unknown: ReadonlySet<number>;
}

function indexOf(latency: Latency): Index {
  const known = indices.get(latency) ?? index(latency);
  indices.set(latency, known);
  return known;
}

/** Every line asks. */
const indices = new WeakMap<Latency, Index>();

function index({ kernels, pruned, unsupported, unknown }: Latency): Index {
  const byOp = new Map<number, KernelEstimate[]>();
  const hosts = new Map<number, number[]>();
  for (const estimate of kernels) {
    const [first, ...fused] = estimate.kernel.ops;
    if (first === undefined) continue;
    put(byOp, first, estimate);
    for (const op of fused) put(hosts, op, first);
  }
  const refused = new Map<number, Latency["unsupported"][number][]>();
  for (const each of unsupported) put(refused, each.op, each);
  return { kernels: byOp, hosts, pruned: new Set(pruned), unsupported: refused, unknown: new Set(unknown) };
}

function put<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
