/** Costs of a net as they are shown: in all, per line, per instance. Every total is a sum of the same op figures. */
import { equalDims } from "../base/dim.ts";
import type { TensorType } from "../base/tensor.ts";
import { type Graph, type Site, withoutAnnotations } from "../graph/graph.ts";
import {
  addFigures,
  type Figures,
  figuresOf,
  noFigures,
  samplesOf,
  storedType,
  sumFigures,
  tensorBytes,
} from "./figures.ts";
import { type Liveness, livenessOf } from "./liveness.ts";

export interface NetCost {
  readonly graph: Graph;
  /** By op, in the graph's order. */
  readonly figures: readonly Figures[];
  readonly totals: Figures;
  readonly liveness: Liveness;
}

export function costOf(graph: Graph): NetCost {
  const figures = figuresOf(graph);
  return { graph, figures, totals: sumFigures(figures), liveness: livenessOf(graph) };
}

/** Whether something in the net is not counted, so that every figure is at least what it says. */
export function isAtLeast({ graph, totals, liveness }: NetCost): boolean {
  return graph.isIncomplete || totals.uncounted > 0 || liveness.isPartial;
}

/** The same net as if it had no annotations: what compression starts from. */
export function uncompressedCost(cost: NetCost): NetCost {
  const known = uncompressed.get(cost);
  if (known !== undefined) return known;
  const graph = withoutAnnotations(cost.graph);
  const result = graph === cost.graph ? cost : costOf(graph);
  uncompressed.set(cost, result);
  return result;
}

const uncompressed = new WeakMap<NetCost, NetCost>();

/** What one line of a file costs in the shown net. */
export interface LineCost {
  readonly line: number;
  /** The ops on the line and inside the blocks called on it, in every instance. */
  readonly ops: readonly number[];
  readonly figures: Figures;
  /** How many instances of the line the net has. */
  readonly count: number;
  /** What the line's last stage gives; undefined where instances differ or nothing is known. */
  readonly result: TensorType | undefined;
  /** Bytes of the results of the line's last stage, over all instances. */
  readonly resultBytes: number;
  /** The most memory alive at any of the line's ops. */
  readonly liveBytes: number;
  /** The net's peak is reached on this line. */
  readonly isPeak: boolean;
}

/** Costs of the lines of one file in one net, worked out when somebody looks at a line. */
export interface LineCosts {
  get(line: number): LineCost | undefined;
}

/**
 * An op inside a block counts on its own line and on its callers' lines. With `within`, the index of an instance, only what
 * stands in that instance counts, on its own lines.
 */
export function lineCosts(cost: NetCost, uri: string, within?: number): LineCosts {
  let index: LineIndex | undefined;
  let samples: ReadonlyMap<string, number> | undefined;
  return {
    get(line) {
      index ??= indexLines(cost.graph, uri, within);
      samples ??= samplesOf(cost.graph);
      return lineCost(cost, index, line, samples);
    },
  };
}

/** By line: the ops that count on it, and what its outermost calls gave last. */
interface LineIndex {
  readonly ops: readonly (readonly number[] | undefined)[];
  readonly last: readonly (Last | undefined)[];
}

function indexLines(graph: Graph, uri: string, within?: number): LineIndex {
  const ops: number[][] = [];
  const last: Last[] = [];
  const places = graph.instances.map(() => ({ lines: noLines, depth: 0, isInside: within === undefined }));
  for (const [index, { kind, place, parent, results }] of graph.instances.entries()) {
    const above = parent === undefined ? undefined : places[parent];
    const { lines = noLines, depth = 0, isInside = within === undefined } = above ?? {};
    // What is called outside of the instance has no line of its own here.
    const isHere = kind !== "net" && place.uri === uri && isInside;
    const line = lineOf(place);
    places[index] = {
      lines: isHere && !lines.includes(line) ? [...lines, line] : lines,
      depth: depth + 1,
      isInside: isInside || index === within,
    };
    if (isHere && kind !== "element") keepLast(last, line, depth, parent ?? 0, results[0]);
  }
  for (const [index, op] of graph.ops.entries()) {
    const { lines, depth, isInside } = places[op.instance] ?? { lines: noLines, depth: 0, isInside: false };
    if (!isInside) continue;
    for (const line of lines) addTo(ops, line, index);
    if (op.name.uri !== uri) continue;
    const line = lineOf(op.name);
    if (!lines.includes(line)) addTo(ops, line, index);
    keepLast(last, line, depth, op.instance, op.outputs[0]);
  }
  return { ops, last };
}

const noLines: readonly number[] = [];

function addTo(ops: number[][], line: number, op: number): void {
  const known = ops[line];
  if (known === undefined) ops[line] = [op];
  else known.push(op);
}

function lineCost(
  cost: NetCost,
  index: LineIndex,
  line: number,
  samples: ReadonlyMap<string, number>,
): LineCost | undefined {
  const ops = index.ops[line];
  if (ops === undefined) return undefined;
  const { graph, liveness } = cost;
  const last = index.last[line];
  const isPeak = liveness.peakOp !== undefined && ops.includes(liveness.peakOp);
  const [op] = ops;
  // In a long net most lines are one op, and all are asked for.
  if (ops.length === 1 && op !== undefined && last?.others === undefined) {
    const tensor = last === undefined ? undefined : graph.tensors[last.tensor];
    return {
      line,
      ops,
      figures: cost.figures[op] ?? noFigures,
      count: 1,
      result: tensor === undefined ? undefined : storedType(tensor),
      resultBytes: last === undefined ? 0 : (tensorBytes(graph, last.tensor, samples) ?? 0),
      liveBytes: liveness.bytes[op] ?? 0,
      isPeak,
    };
  }
  const tensors = last === undefined ? [] : [last.tensor, ...(last.others?.values() ?? [])];
  return {
    line,
    ops,
    figures: sumFigures(ops.map((each) => cost.figures[each] ?? noFigures)),
    count: Math.max(1, tensors.length),
    result: commonType(tensors.flatMap((id) => graph.tensors[id] ?? []).map(storedType)),
    resultBytes: tensors.reduce((sum, id) => sum + (tensorBytes(graph, id, samples) ?? 0), 0),
    liveBytes: ops.reduce((most, each) => Math.max(most, liveness.bytes[each] ?? 0), 0),
    isPeak,
  };
}

/** The type that all have; undefined where they differ. */
function commonType([first, ...others]: readonly TensorType[]): TensorType | undefined {
  const isSame = ({ dtype, shape }: TensorType) =>
    dtype === first?.dtype &&
    shape?.length === first.shape?.length &&
    (shape ?? []).every((dim, axis) => first.shape?.[axis] !== undefined && equalDims(dim, first.shape[axis]));
  return others.every(isSame) ? first : undefined;
}

/** What the outermost of a line's calls gave last: in one instance, and in the others that the line stands in. */
interface Last {
  depth: number;
  instance: number;
  tensor: number;
  others: Map<number, number> | undefined;
}

/** Tensors are numbered in program order, so of two results the one with the greater number is the later. */
function keepLast(last: Last[], line: number, depth: number, instance: number, tensor: number | undefined): void {
  if (tensor === undefined) return;
  const kept = last[line];
  if (kept === undefined || depth < kept.depth) last[line] = { depth, instance, tensor, others: undefined };
  else if (depth > kept.depth) return;
  else if (instance === kept.instance) kept.tensor = Math.max(tensor, kept.tensor);
  else {
    kept.others ??= new Map();
    kept.others.set(instance, Math.max(tensor, kept.others.get(instance) ?? 0));
  }
}

/** Line of a site's first token. */
export function lineOf(site: Site): number {
  const { tokenLines } = site.chunk;
  return typeof tokenLines === "number" ? tokenLines : (tokenLines[site.at.first] ?? 0);
}

/** Indices of the ops of some instances, and of all that stands in these. */
export function opsWithin({ ops, instances }: Graph, outer: readonly number[]): readonly number[] {
  const inside = new Set(outer);
  // Children stand after their parents.
  for (const [index, { parent }] of instances.entries())
    if (parent !== undefined && inside.has(parent)) inside.add(index);
  return ops.flatMap(({ instance }, index) => (inside.has(instance) ? [index] : []));
}

/** Figures of an instance and everything inside it. */
export function instanceFigures(cost: NetCost, index: number): Figures {
  const known = memory.get(cost) ?? sumInstances(cost);
  memory.set(cost, known);
  return known[index] ?? noFigures;
}

/** All instances are summed in one go, when the first is asked for. */
const memory = new WeakMap<NetCost, readonly Figures[]>();

function sumInstances({ graph, figures }: NetCost): readonly Figures[] {
  const sums = graph.instances.map(() => noFigures);
  const add = (index: number, more: Figures) => {
    sums[index] = addFigures(sums[index] ?? noFigures, more);
  };
  for (const [index, op] of graph.ops.entries()) add(op.instance, figures[index] ?? noFigures);
  // Children stand after their parents, so from the end every sum is complete when it is handed up.
  for (let index = sums.length - 1; index > 0; index--) {
    const parent = graph.instances[index]?.parent;
    if (parent !== undefined) add(parent, sums[index] ?? noFigures);
  }
  return sums;
}
