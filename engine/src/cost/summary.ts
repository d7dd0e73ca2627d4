/** Costs of a net as they are shown: in all, per line, per instance. Every total is a sum of the same op figures. */
import { formatDim } from "../base/dim.ts";
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

/** An op inside a block counts on its own line and on its callers' lines. */
export function lineCosts(cost: NetCost, uri: string): LineCosts {
  let index: LineIndex | undefined;
  return {
    get(line) {
      index ??= indexLines(cost.graph, uri);
      return lineCost(cost, index, line);
    },
  };
}

interface LineIndex {
  readonly ops: ReadonlyMap<number, readonly number[]>;
  readonly last: ReadonlyMap<number, Last>;
}

function indexLines(graph: Graph, uri: string): LineIndex {
  const opsByLine = new Map<number, number[]>();
  const linesOfInstance = graph.instances.map((): readonly number[] | undefined => undefined);
  const linesAbove = (index: number): readonly number[] => {
    const known = linesOfInstance[index];
    if (known !== undefined) return known;
    const instance = graph.instances[index];
    if (instance === undefined) return [];
    const own = instance.kind !== "net" && instance.place.uri === uri ? [lineOf(instance.place)] : [];
    const above = instance.parent === undefined ? [] : linesAbove(instance.parent);
    const lines = [...new Set([...above, ...own])];
    linesOfInstance[index] = lines;
    return lines;
  };
  const depthOf = (index: number | undefined): number => {
    let depth = 0;
    for (let at = index; at !== undefined; at = graph.instances[at]?.parent) depth++;
    return depth;
  };
  const addTo = (line: number, op: number) => {
    const ops = opsByLine.get(line);
    if (ops === undefined) opsByLine.set(line, [op]);
    else ops.push(op);
  };
  const last = new Map<number, Last>();
  for (const [index, op] of graph.ops.entries()) {
    const above = linesAbove(op.instance);
    for (const line of above) addTo(line, index);
    if (op.name.uri !== uri) continue;
    const line = lineOf(op.name);
    if (!above.includes(line)) addTo(line, index);
    keepLast(last, line, depthOf(op.instance), op.instance, op.outputs[0]);
  }
  for (const instance of graph.instances) {
    if (instance.kind === "net" || instance.kind === "element" || instance.place.uri !== uri) continue;
    keepLast(last, lineOf(instance.place), depthOf(instance.parent), instance.parent ?? 0, instance.results[0]);
  }
  return { ops: opsByLine, last };
}

function lineCost(cost: NetCost, index: LineIndex, line: number): LineCost | undefined {
  const ops = index.ops.get(line);
  if (ops === undefined) return undefined;
  const { graph, liveness } = cost;
  const samples = samplesOf(graph);
  let figures: Figures = noFigures;
  let liveBytes = 0;
  for (const op of ops) {
    figures = addFigures(figures, cost.figures[op] ?? noFigures);
    liveBytes = Math.max(liveBytes, liveness.bytes[op] ?? 0);
  }
  const tensors = [...(index.last.get(line)?.tensors.values() ?? [])];
  const types = tensors.flatMap((id) => graph.tensors[id] ?? []).map(storedType);
  const known = new Set(types.map(({ shape, dtype }) => `${shape?.map(formatDim).join()} ${dtype}`));
  const result = known.size === 1 ? types[0] : undefined;
  const resultBytes = tensors.reduce((sum, id) => sum + (tensorBytes(graph, id, samples) ?? 0), 0);
  const isPeak = liveness.peakOp !== undefined && ops.includes(liveness.peakOp);
  return { line, ops, figures, count: Math.max(1, tensors.length), result, resultBytes, liveBytes, isPeak };
}

/** What the outermost of a line's calls gave last, in each instance that the line stands in. */
interface Last {
  readonly depth: number;
  readonly tensors: Map<number, number>;
}

/** Tensors are numbered in program order, so of two results the one with the greater number is the later. */
function keepLast(
  last: Map<number, Last>,
  line: number,
  depth: number,
  instance: number,
  tensor: number | undefined,
): void {
  if (tensor === undefined) return;
  const kept = last.get(line);
  if (kept === undefined || depth < kept.depth) last.set(line, { depth, tensors: new Map([[instance, tensor]]) });
  else if (depth === kept.depth) kept.tensors.set(instance, Math.max(tensor, kept.tensors.get(instance) ?? 0));
}

/** Line of a site's first token. */
export function lineOf(site: Site): number {
  const { tokenLines } = site.chunk;
  return typeof tokenLines === "number" ? tokenLines : (tokenLines[site.at.first] ?? 0);
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
