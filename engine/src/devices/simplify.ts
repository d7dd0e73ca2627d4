/** What is left of a net once a converter has been over it: ops that no output depends on are gone, and so is what is known beforehand. */
import { equalDims, unknownDim } from "../base/dim.ts";
import type { Graph, Op } from "../graph/graph.ts";

export interface Simplified {
  /** By op: whether it still runs. */
  readonly isLive: (op: number) => boolean;
  /** By tensor the one that it is: what views, guesses and additions of zero stand for. */
  readonly root: (tensor: number) => number;
}

/**
 * The graph without dead branches and constant parts, for runtimes whose converter takes them out (`isPruned`). A branch may be dead because
 * nothing reads it, or because it is multiplied by zero, as an edge of "none" in a searched cell (NAS-Bench-201, Dong and Yang, 2020).
 */
export function simplify(graph: Graph, isPruned: boolean): Simplified {
  const roots = new Int32Array(graph.tensors.length);
  const constants = new Map<number, "zero" | "constant">();
  for (let id = 0; id < roots.length; id++) {
    const source = graph.tensors[id]?.source;
    roots[id] = id;
    if (source?.kind === "literal") constants.set(id, source.value === 0 ? "zero" : "constant");
    if (source?.kind === "guess") follow(id, source.of);
    if (source?.kind !== "op") continue;
    const op = graph.ops[source.op];
    if (op === undefined) continue;
    const [first] = op.inputs;
    if (first !== undefined && isView(op)) follow(id, first);
    if (!isPruned) continue;
    const known = knownResult(op, constants);
    if (known !== undefined) constants.set(id, known);
    const same = source.result === 0 ? unchangedInput(op, constants) : undefined;
    if (same !== undefined && hasShape(graph, same, id)) follow(id, same);
  }
  const live = isPruned ? liveOps(graph, roots, constants) : undefined;
  return { isLive: (op) => live === undefined || live[op] === 1, root: (tensor) => roots[tensor] ?? tensor };

  function follow(id: number, of: number): void {
    roots[id] = roots[of] ?? of;
    const known = constants.get(of);
    if (known !== undefined) constants.set(id, known);
  }
}

/** What a result is known to be before the net runs. A constant's own numbers do not matter, but for zero. */
function knownResult(op: Op, constants: ReadonlyMap<number, "zero" | "constant">): "zero" | "constant" | undefined {
  const known = op.inputs.map((id) => constants.get(id));
  const { name } = op.operator;
  if (name === "mul" && known.includes("zero")) return "zero";
  if (op.inputs.length === 0) return name === "constant" || name === "param" ? "constant" : undefined;
  if (!known.every((each) => each !== undefined)) return undefined;
  return known.every((each) => each === "zero") && keepsZero(op) ? "zero" : "constant";
}

/** Whether zeros go in and zeros come out. */
function keepsZero(op: Op): boolean {
  const hasBias = (op.call.weights ?? []).some(({ name }) => name === "bias");
  if (["conv", "dwconv", "conv_transpose", "linear"].includes(op.operator.name)) return !hasBias;
  return ["relu", "relu6", "add", "sub", "mul", "avgpool", "maxpool", "global_avgpool"].includes(op.operator.name);
}

/** The input that a result equals, where the other is zero. */
function unchangedInput(op: Op, constants: ReadonlyMap<number, "zero" | "constant">): number | undefined {
  const [a, b] = op.inputs;
  if (a === undefined || b === undefined || op.inputs.length !== 2) return undefined;
  const isSum = op.operator.name === "add";
  if (isSum && constants.get(a) === "zero") return b;
  if ((isSum || op.operator.name === "sub") && constants.get(b) === "zero") return a;
  return undefined;
}

/** Zero that broadcasts makes another shape: that is no mere passing on. */
function hasShape(graph: Graph, a: number, b: number): boolean {
  const [left, right] = [graph.tensors[a]?.type.shape, graph.tensors[b]?.type.shape];
  return (
    left?.length === right?.length && (left ?? []).every((dim, axis) => equalDims(dim, right?.[axis] ?? unknownDim))
  );
}

/** For each op 1 if an output or a carried value depends on it. */
function liveOps(graph: Graph, roots: Int32Array, constants: ReadonlyMap<number, "zero" | "constant">): Uint8Array {
  const live = new Uint8Array(graph.ops.length);
  const wanted = [
    ...graph.outputs.map(({ tensor }) => tensor),
    ...graph.states.flatMap(({ next }) => (next === undefined ? [] : [next])),
  ];
  while (wanted.length > 0) {
    const id = wanted.pop();
    if (id === undefined) continue;
    const root = roots[id] ?? id;
    const source = graph.tensors[root]?.source;
    if (source?.kind !== "op" || live[source.op] === 1 || constants.has(root)) continue;
    live[source.op] = 1;
    wanted.push(...(graph.ops[source.op]?.inputs ?? []));
  }
  return live;
}

function isView(op: Op): boolean {
  return (op.call.storage ?? op.operator.storage) === "view";
}
